from django.urls import path

from . import views

app_name = "relationship"
urlpatterns = [
    path("session/<uuid:pk>/feedback/", views.feedback, name="feedback"),
    path("remark/<uuid:pk>/", views.remark, name="remark"),
    path("course/<uuid:course_id>/relationship/", views.overview, name="overview"),
]
