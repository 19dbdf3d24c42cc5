from django.urls import path

from . import help
from .views import alerts, by_link, plan, practice

app_name = "safety"
urlpatterns = [
    path("help-now/", help.help_now, name="help-now"),
    path("answers/<uuid:pk>/told/", alerts.after, name="after"),
    path("answers/<uuid:pk>/raised/", alerts.raised, name="raised"),
    path("answer/<uuid:pk>/chosen/", alerts.choose_for, name="choose-for"),
    path("one/<str:secret>/told/", by_link.told, name="told-by-link"),
    path("alert/<uuid:pk>/", alerts.alert, name="alert"),
    path("alert/<uuid:pk>/choose/", alerts.choose, name="choose"),
    path("alert/<uuid:pk>/hand-on/", alerts.hand_on, name="hand-on"),
    path("left-open/<uuid:pk>/", alerts.ask_about, name="ask-about"),
    path("course/<uuid:course_id>/safety-plan/", plan.plan, name="plan"),
    path("course/<uuid:course_id>/safety-plan/write/", plan.write_plan, name="write-plan"),
    path("course/<uuid:course_id>/safety-plan/print/", plan.print_plan, name="print-plan"),
    path("course/<uuid:course_id>/safety-plan/earlier/", plan.earlier_plans, name="earlier-plans"),
    path("course/<uuid:course_id>/safety-plan/phone/", plan.keep_on_phone, name="keep-on-phone"),
    path("reached/", practice.reached, name="reached"),
    path("reached/drill/", practice.drill, name="drill"),
]
