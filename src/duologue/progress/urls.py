from django.urls import path

from . import views

app_name = "progress"
urlpatterns = [
    path("progress/", views.mine, name="mine"),
    path("course/<uuid:course_id>/progress/", views.course, name="course"),
    path("course/<uuid:course_id>/review/", views.review, name="review"),
    path("course/<uuid:course_id>/what-to-change/", views.what_to_change, name="what-to-change"),
    path("review/<uuid:pk>/sign/", views.sign, name="sign"),
    path("course/<uuid:course_id>/milestones/", views.milestone, name="milestone"),
    path("how-we-count/<slug:form_id>/", views.formula, name="formula"),
]
