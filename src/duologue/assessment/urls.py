from django.urls import path

from .views import agreeing, goals, history, maps, starting, told

app_name = "assessment"
urlpatterns = [
    path("course/<uuid:course_id>/assessment/", told.overview, name="overview"),
    path("course/<uuid:course_id>/history/", history.parts, name="history"),
    path("course/<uuid:course_id>/history/part/", history.part, name="history-part"),
    path("problems/<uuid:pk>/rate/", told.rate_problem, name="rate-problem"),
    path("course/<uuid:course_id>/goals/", goals.goals, name="goals"),
    path("course/<uuid:course_id>/goals/together/", goals.attainment, name="attainment"),
    path("goals/<uuid:pk>/", goals.goal, name="goal"),
    path("goals/<uuid:pk>/rate/", goals.rate_goal, name="rate-goal"),
    path("goals/<uuid:pk>/ladder/", goals.ladder, name="ladder"),
    path("goals/<uuid:pk>/step/", goals.step, name="step"),
    path("course/<uuid:course_id>/maps/", maps.maps, name="maps"),
    path("map/<uuid:pk>/", maps.drawn, name="map"),
    path("map/<uuid:pk>/add/", maps.add, name="add-box"),
    path("map/<uuid:pk>/arrow/", maps.arrow, name="arrow"),
    path("map/<uuid:pk>/versions/", maps.versions, name="map-versions"),
    path("map/box/<uuid:pk>/", maps.box, name="box"),
    path("map/box/<uuid:pk>/away/", maps.take_box_away, name="take-box-away"),
    path("map/box/<uuid:pk>/rate/", maps.rate_box, name="rate-box"),
    path("map/arrow/<uuid:pk>/away/", maps.take_arrow_away, name="take-arrow-away"),
    path("practice/agreement/", starting.starting_agreement, name="starting-agreement"),
    path("course/<uuid:course_id>/agreement/", agreeing.agreement, name="agreement"),
    path("course/<uuid:course_id>/agreement/yes-or-no/", agreeing.permission, name="permission"),
    path("course/<uuid:course_id>/agreement/sign/", agreeing.sign, name="sign"),
]
