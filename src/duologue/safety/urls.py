from django.urls import path

from . import help, views

app_name = "safety"
urlpatterns = [
    path("help-now/", help.help_now, name="help-now"),
    path("answers/<uuid:pk>/told/", views.after, name="after"),
    path("answers/<uuid:pk>/raised/", views.raised, name="raised"),
    path("alert/<uuid:pk>/", views.alert, name="alert"),
    path("alert/<uuid:pk>/choose/", views.choose, name="choose"),
]
