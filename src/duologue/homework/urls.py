from django.urls import path

from . import agreeing, journal, more, reminding, views

app_name = "homework"
urlpatterns = [
    path("between/", views.index, name="index"),
    path("course/<uuid:course_id>/between/", views.course, name="course"),
    path("course/<uuid:course_id>/between/agree/", agreeing.agree, name="agree"),
    path("between/write/", journal.write_down, name="write"),
    path("between/notes/", journal.journal, name="journal"),
    path("between/notes/all.txt", journal.export, name="export"),
    path("between/notes/<uuid:pk>/", journal.note, name="note"),
    path("between/notes/<uuid:pk>/delete/", journal.delete_note, name="delete-note"),
    path("between/helped/", journal.helped, name="helped"),
    path("between/helped/<uuid:pk>/", journal.change_helped, name="change-helped"),
    path("between/reminders/", reminding.reminders, name="reminders"),
    path("between/reminders/off/<str:secret>/", reminding.reminders_off, name="reminders-off"),
    path("guide/<slug:guide_id>/", agreeing.guide, name="guide"),
    path("between/<uuid:pk>/", views.assignment, name="assignment"),
    path("between/<uuid:pk>/do/", views.do, name="do"),
    path("between/<uuid:pk>/not-today/", views.not_today, name="not-today"),
    path("between/<uuid:pk>/settle/", agreeing.settle, name="settle"),
    path("between/<uuid:pk>/take-back/", agreeing.take_back, name="take-back"),
    path("entry/<uuid:pk>/more/", more.more, name="more"),
    path("entry/<uuid:pk>/audience/", views.audience, name="audience"),
]
