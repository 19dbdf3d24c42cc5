from django.urls import path

from . import in_person, totals, views

app_name = "questionnaires"
urlpatterns = [
    path("answer/<uuid:pk>/", views.answer, name="answer"),
    path("answer/<uuid:pk>/keep/", views.keep, name="keep"),
    path("answer/<uuid:pk>/sent/", views.sent, name="sent"),
    path("answers/<uuid:pk>/", views.read, name="read"),
    path("course/<uuid:course_id>/ask/", views.ask, name="ask"),
    path("course/<uuid:course_id>/in-person/", in_person.ask_in_person, name="in-person"),
    path("course/<uuid:course_id>/totals/", totals.enter, name="enter-total"),
    path("answers/<uuid:pk>/take-out/", totals.take_out, name="take-out"),
    path("ask/<uuid:pk>/stop/", views.stop, name="stop"),
]
