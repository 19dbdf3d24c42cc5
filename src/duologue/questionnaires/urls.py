from django.urls import path

from . import at_the_practice, bringing, by_link, from_paper, in_person, rules, totals, views

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
    path("course/<uuid:course_id>/earlier-scores/", bringing.bring, name="bring"),
    path("earlier-scores/<uuid:pk>/take-out/", bringing.take_out, name="bring-undo"),
    path("course/<uuid:course_id>/from-paper/", from_paper.enter, name="from-paper"),
    path("course/<uuid:course_id>/asked/", rules.rules, name="rules"),
    path("course/<uuid:course_id>/numbers/", by_link.change_code, name="change-code"),
    path("asked/<uuid:pk>/", rules.rule, name="rule"),
    path("ask/<uuid:pk>/stop/", views.stop, name="stop"),
    path("ask/<uuid:pk>/link/", by_link.send_link, name="send-link"),
    path("ask/<uuid:pk>/hand-over/", at_the_practice.hand_over, name="hand-over"),
    path("one/<str:secret>/", by_link.one, name="one"),
    path("one/<str:secret>/new/", by_link.new_link, name="new-link"),
    path("here/form/", at_the_practice.kiosk, name="kiosk"),
    path("here/back/", at_the_practice.give_back, name="give-back"),
]
