from django.urls import path

from . import views

app_name = "assessment"
urlpatterns = [
    path("course/<uuid:course_id>/assessment/", views.overview, name="overview"),
    path("course/<uuid:course_id>/goals/", views.goals, name="goals"),
    path("goals/<uuid:pk>/", views.goal, name="goal"),
    path("goals/<uuid:pk>/rate/", views.rate_goal, name="rate-goal"),
    path("problems/<uuid:pk>/rate/", views.rate_problem, name="rate-problem"),
    path("course/<uuid:course_id>/agreement/", views.agreement, name="agreement"),
    path("course/<uuid:course_id>/agreement/sign/", views.sign, name="sign"),
]
