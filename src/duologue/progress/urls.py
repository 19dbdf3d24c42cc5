from django.urls import path

from .views import changing, looking, remembering, reviewing

app_name = "progress"
urlpatterns = [
    path("progress/", looking.mine, name="mine"),
    path("course/<uuid:course_id>/progress/", looking.course, name="course"),
    path("course/<uuid:course_id>/progress/first/", looking.stands_first, name="stands-first"),
    path("course/<uuid:course_id>/progress/range/", looking.show_range, name="show-range"),
    path("course/<uuid:course_id>/review/", reviewing.review, name="review"),
    path("course/<uuid:course_id>/review/when/", reviewing.rhythm, name="rhythm"),
    path("course/<uuid:course_id>/what-to-change/", changing.what_to_change, name="what-to-change"),
    path("review/<uuid:pk>/sign/", reviewing.sign, name="sign"),
    path("course/<uuid:course_id>/milestones/", remembering.milestone, name="milestone"),
    path("course/<uuid:course_id>/life/", remembering.life, name="life"),
    path("life/<uuid:pk>/", remembering.life_event, name="life-event"),
    path("how-we-count/<slug:form_id>/", looking.formula, name="formula"),
]
