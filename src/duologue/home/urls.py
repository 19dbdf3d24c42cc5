from django.urls import path

from . import views

app_name = "home"
urlpatterns = [
    path("", views.first, name="first"),
    path("today/", views.today, name="today"),
    path("caseload/", views.caseload, name="caseload"),
    path("plan/", views.plan, name="plan"),
    path("course/<uuid:course_id>/", views.course, name="course"),
]
