from django.urls import path

from .views import agenda, diary, hour

app_name = "sessions"
urlpatterns = [
    path("calendar/", diary.diary, name="diary"),
    path("course/<uuid:course_id>/sessions/", diary.course, name="course"),
    path("course/<uuid:course_id>/sessions/plan/", diary.plan, name="plan"),
    path("session/<uuid:pk>/", hour.session, name="session"),
    path("session/<uuid:pk>/begin/", hour.begin, name="begin"),
    path("session/<uuid:pk>/end/", hour.end, name="end"),
    path("session/<uuid:pk>/together/", hour.together, name="together"),
    path("session/<uuid:pk>/note/", hour.note, name="note"),
    path("session/<uuid:pk>/missed/", hour.missed, name="missed"),
    path("course/<uuid:course_id>/agenda/", agenda.agenda, name="agenda"),
    path("agenda/<uuid:pk>/settle/", agenda.settle, name="settle"),
    path("agenda/<uuid:pk>/move/", agenda.move, name="move"),
]
