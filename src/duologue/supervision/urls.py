from django.urls import path

from . import views

app_name = "supervision"
urlpatterns = [
    path("supervision/", views.index, name="index"),
    path("course/<uuid:course_id>/supervision/bring/", views.bring, name="bring"),
    path("packet/<uuid:pk>/", views.packet, name="packet"),
    path("packet/<uuid:pk>/take-back/", views.take_back, name="take-back"),
]
