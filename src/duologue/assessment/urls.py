from django.urls import path

from .views import agreeing, goals, told

app_name = "assessment"
urlpatterns = [
    path("course/<uuid:course_id>/assessment/", told.overview, name="overview"),
    path("problems/<uuid:pk>/rate/", told.rate_problem, name="rate-problem"),
    path("course/<uuid:course_id>/goals/", goals.goals, name="goals"),
    path("course/<uuid:course_id>/goals/together/", goals.attainment, name="attainment"),
    path("goals/<uuid:pk>/", goals.goal, name="goal"),
    path("goals/<uuid:pk>/rate/", goals.rate_goal, name="rate-goal"),
    path("goals/<uuid:pk>/ladder/", goals.ladder, name="ladder"),
    path("goals/<uuid:pk>/step/", goals.step, name="step"),
    path("course/<uuid:course_id>/agreement/", agreeing.agreement, name="agreement"),
    path("course/<uuid:course_id>/agreement/sign/", agreeing.sign, name="sign"),
]
