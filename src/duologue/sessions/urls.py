from django.urls import path

from .views import agenda, calendar, came_up, changes, diary, hour, keeping, notes, policies

app_name = "sessions"
urlpatterns = [
    path("calendar/", calendar.diary, name="diary"),
    path("practice/sessions/", policies.policies, name="policies"),
    path("calendar/breaks/", keeping.breaks, name="breaks"),
    path("calendar/breaks/<uuid:pk>/over/", keeping.break_over, name="break-over"),
    path("calendar/address/", keeping.feed, name="feed"),
    path("calendar/of/<str:secret>/appointments.ics", keeping.feed_file, name="feed-file"),
    path("reminders/", keeping.reminders, name="reminders"),
    path("reminders/off/<str:secret>/", keeping.reminders_off, name="reminders-off"),
    path("course/<uuid:course_id>/sessions/", diary.course, name="course"),
    path("course/<uuid:course_id>/sessions/plan/", diary.plan, name="plan"),
    path("series/<uuid:pk>/", diary.series, name="series"),
    path("session/<uuid:pk>/", hour.session, name="session"),
    path("session/<uuid:pk>/begin/", hour.begin, name="begin"),
    path("session/<uuid:pk>/end/", hour.end, name="end"),
    path("session/<uuid:pk>/again/", hour.meet_again, name="meet-again"),
    path("session/<uuid:pk>/together/", hour.together, name="together"),
    path("session/<uuid:pk>/came-up/", came_up.came_up, name="came-up"),
    path("came-up/<uuid:pk>/take-back/", came_up.take_back, name="take-back"),
    path("session/<uuid:pk>/note/", hour.note, name="note"),
    path("session/<uuid:pk>/progress-note/", notes.progress_note, name="progress-note"),
    path("session/<uuid:pk>/progress-note/add/", notes.amend, name="amend"),
    path("session/<uuid:pk>/missed/", hour.missed, name="missed"),
    path("session/<uuid:pk>/time/", changes.move, name="arrange"),
    path("session/<uuid:pk>/another-time/", changes.ask_to_move, name="ask-to-move"),
    path("session/<uuid:pk>/call-off/", changes.call_off, name="call-off"),
    path("session/<uuid:pk>/what-became/", changes.attendance, name="attendance"),
    path("wish/<uuid:pk>/", changes.wish, name="wish"),
    path("course/<uuid:course_id>/agenda/", agenda.agenda, name="agenda"),
    path("course/<uuid:course_id>/agenda/order/", agenda.order, name="order"),
    path("agenda/<uuid:pk>/about/", agenda.aim, name="aim"),
    path("agenda/<uuid:pk>/settle/", agenda.settle, name="settle"),
    path("agenda/<uuid:pk>/move/", agenda.move, name="move"),
]
