from django.urls import path

from . import erasing_pages, own_forms, views

app_name = "interop"
urlpatterns = [
    path("course/<uuid:course_id>/take-away/", views.take_away, name="take-away"),
    path("course/<uuid:course_id>/export/", views.export, name="export"),
    path("course/<uuid:course_id>/erase/", erasing_pages.erase, name="erase"),
    path("kept/", erasing_pages.kept_pages, name="kept"),
    path("kept/<uuid:course_id>/", erasing_pages.hold, name="hold"),
    path("kept/<uuid:course_id>/erase/", erasing_pages.erase_past, name="erase-past"),
    path("forms/", own_forms.forms, name="forms"),
    path("forms/own/<uuid:pk>/", own_forms.own_form, name="own-form"),
    path("forms/own/<uuid:pk>/put-away/", own_forms.put_away, name="put-away"),
    path("forms/own/<uuid:pk>/original/", own_forms.original, name="original"),
    path("forms/<slug:form_id>/fhir/", own_forms.questionnaire, name="questionnaire"),
]
