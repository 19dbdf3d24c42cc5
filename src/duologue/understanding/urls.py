from django.urls import path

from . import enquiries, invitations, views

app_name = "understanding"
urlpatterns = [
    path("welcome/", views.welcome, name="welcome"),
    path("what-happens/", views.journey, name="journey"),
    path("approaches/", views.approaches, name="approaches"),
    path("first-meeting/", views.first_meeting, name="first-meeting"),
    path("here/", views.here, name="here"),
    path("course/<uuid:course_id>/first-time/", invitations.choose_time, name="choose-time"),
    path("ask/", views.ask, name="ask"),
    path("ask/thanks/", views.asked, name="asked"),
    path("enquiries/", enquiries.enquiries, name="enquiries"),
    path("enquiries/<uuid:pk>/", enquiries.enquiry, name="enquiry"),
    path("enquiries/<uuid:pk>/decline/", enquiries.decline, name="decline"),
    path("invitation/<str:secret>/", invitations.invitation, name="invitation"),
    path("invitation/<str:secret>/new/", invitations.new_link, name="new-link"),
]
