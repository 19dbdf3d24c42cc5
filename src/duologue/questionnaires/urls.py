from django.urls import path

from . import views

app_name = "questionnaires"
urlpatterns = [
    path("answer/<uuid:pk>/", views.answer, name="answer"),
    path("answer/<uuid:pk>/keep/", views.keep, name="keep"),
    path("answer/<uuid:pk>/sent/", views.sent, name="sent"),
    path("answers/<uuid:pk>/", views.read, name="read"),
    path("course/<uuid:course_id>/ask/", views.ask, name="ask"),
    path("ask/<uuid:pk>/stop/", views.stop, name="stop"),
]
