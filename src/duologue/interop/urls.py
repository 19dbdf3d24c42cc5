from django.urls import path

from . import views

app_name = "interop"
urlpatterns = [
    path("course/<uuid:course_id>/take-away/", views.take_away, name="take-away"),
    path("course/<uuid:course_id>/export/", views.export, name="export"),
]
