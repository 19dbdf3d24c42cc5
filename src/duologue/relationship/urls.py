from django.urls import path

from .views import felt, handing, here, messages, speaking, strained

app_name = "relationship"
urlpatterns = [
    path("session/<uuid:pk>/feedback/", felt.feedback, name="feedback"),
    path("session/<uuid:pk>/feedback/here/", here.hand_over, name="hand-device"),
    path("session/<uuid:pk>/own-view/", felt.own_view, name="own-view"),
    path("session/<uuid:pk>/open-words/", felt.open_words, name="open-words"),
    path("remark/<uuid:pk>/", felt.remark, name="remark"),
    path("signal/<uuid:pk>/", strained.signal, name="signal"),
    path("messages/", messages.mine, name="mine"),
    path("course/<uuid:course_id>/messages/", messages.thread, name="messages"),
    path("course/<uuid:course_id>/not-right/", speaking.speak_up, name="speak-up"),
    path("course/<uuid:course_id>/not-good/", speaking.effects, name="effects"),
    path("concern/<uuid:pk>/", speaking.concern, name="concern"),
    path("something-is-not-right/", speaking.not_right, name="not-right"),
    path("concerns/", speaking.concerns, name="concerns"),
    path("course/<uuid:course_id>/hand-over/", handing.hand_over, name="hand-over"),
    path("concern/<uuid:pk>/hand-over/", handing.hand_over_after, name="hand-over-after"),
    path("transfer/<uuid:pk>/", handing.transfer, name="transfer"),
    path("who-hears-it/", speaking.named, name="named"),
    path("relationship-rules/", strained.rules, name="rules"),
    path("course/<uuid:course_id>/relationship/", felt.overview, name="overview"),
]
