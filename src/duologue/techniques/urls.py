from django.urls import path

from . import views

app_name = "techniques"
urlpatterns = [
    path("library/", views.library, name="library"),
    path("library/<slug:form_id>/", views.worksheet, name="worksheet"),
]
