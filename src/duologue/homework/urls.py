from django.urls import path

from . import views

app_name = "homework"
urlpatterns = [
    path("between/", views.index, name="index"),
    path("course/<uuid:course_id>/between/", views.course, name="course"),
    path("course/<uuid:course_id>/between/agree/", views.agree, name="agree"),
    path("between/write/", views.write_down, name="write"),
    path("between/<uuid:pk>/", views.assignment, name="assignment"),
    path("between/<uuid:pk>/do/", views.do, name="do"),
    path("between/<uuid:pk>/not-today/", views.not_today, name="not-today"),
    path("between/<uuid:pk>/settle/", views.settle, name="settle"),
    path("entry/<uuid:pk>/audience/", views.audience, name="audience"),
]
