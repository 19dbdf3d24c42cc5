from django.urls import path

from . import own_forms, views

app_name = "interop"
urlpatterns = [
    path("course/<uuid:course_id>/take-away/", views.take_away, name="take-away"),
    path("course/<uuid:course_id>/export/", views.export, name="export"),
    path("forms/", own_forms.forms, name="forms"),
    path("forms/own/<uuid:pk>/", own_forms.own_form, name="own-form"),
    path("forms/own/<uuid:pk>/put-away/", own_forms.put_away, name="put-away"),
    path("forms/own/<uuid:pk>/original/", own_forms.original, name="original"),
    path("forms/<slug:form_id>/fhir/", own_forms.questionnaire, name="questionnaire"),
]
