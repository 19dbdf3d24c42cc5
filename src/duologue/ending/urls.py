from django.urls import path

from . import afterwards, views

app_name = "ending"
urlpatterns = [
    path("course/<uuid:course_id>/ending/", views.overview, name="overview"),
    path("course/<uuid:course_id>/ending/begin/", views.begin, name="begin"),
    path("course/<uuid:course_id>/ending/close/", views.close, name="close"),
    path("course/<uuid:course_id>/staying-well/", views.plan, name="plan"),
    path("course/<uuid:course_id>/staying-well/print/", views.print_plan, name="print"),
    path("course/<uuid:course_id>/follow-up/", views.follow_up, name="follow-up"),
    path("course/<uuid:course_id>/looking-in/", afterwards.looking_in, name="looking-in"),
    path("course/<uuid:course_id>/looking-in/talk/", afterwards.talk, name="talk"),
    path("course/<uuid:course_id>/way-back/", afterwards.way_back, name="way-back"),
]
