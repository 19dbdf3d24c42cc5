from django.urls import path

from . import calm, together, views

app_name = "techniques"
urlpatterns = [
    path("calm/", calm.calm, name="calm"),
    path("calm/<slug:form_id>/", calm.calm_one, name="calm-one"),
    path("library/", views.library, name="library"),
    path("library/<slug:form_id>/", views.worksheet, name="worksheet"),
    path("course/<uuid:course_id>/tools/", together.course, name="course"),
    path("course/<uuid:course_id>/tools/together/", together.begin, name="begin"),
    path("together/<uuid:pk>/", together.used, name="used"),
    path("together/<uuid:pk>/fill/", together.fill, name="fill"),
]
