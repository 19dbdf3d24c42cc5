from django.urls import path

from . import afterwards, goodbyes, last_sessions, mail, overview, plan_pages, resource_pages, summary_pages, views

app_name = "ending"
COURSE = "course/<uuid:course_id>"
urlpatterns = [
    path(f"{COURSE}/ending/", overview.overview, name="overview"),
    path(f"{COURSE}/ending/begin/", views.begin, name="begin"),
    path(f"{COURSE}/ending/close/", views.close, name="close"),
    path(f"{COURSE}/ending/steps/", last_sessions.add_step, name="add-step"),
    path("ending-step/<uuid:pk>/", last_sessions.step, name="step"),
    path(f"{COURSE}/ending/last-questions/", last_sessions.last_questions, name="last-questions"),
    path(f"{COURSE}/ending/letter/", goodbyes.letter, name="letter"),
    path(f"{COURSE}/ending/door-open/", goodbyes.door_open, name="door-open"),
    path(f"{COURSE}/ending/contacts/", goodbyes.contacts, name="contacts"),
    path(f"{COURSE}/staying-well/", plan_pages.plan, name="plan"),
    path(f"{COURSE}/staying-well/print/", plan_pages.print_plan, name="print"),
    path(f"{COURSE}/staying-well/file/", plan_pages.plan_file, name="file"),
    path(f"{COURSE}/staying-well/pdf/", plan_pages.plan_pdf, name="pdf"),
    path(f"{COURSE}/staying-well/near-by/", resource_pages.choose, name="choose-resources"),
    path("near-by/", resource_pages.listed, name="resources"),
    path("near-by/<uuid:pk>/", resource_pages.resource, name="resource"),
    path(f"{COURSE}/summary/", summary_pages.summary, name="summary"),
    path("summary/<uuid:pk>/", summary_pages.one_summary, name="one-summary"),
    path("summary/<uuid:pk>/pdf/", summary_pages.summary_paper, name="summary-paper"),
    path(f"{COURSE}/staying-well/kept/", plan_pages.keepsakes, name="keepsakes"),
    path("keepsake/<uuid:pk>/let-go/", plan_pages.let_go, name="let-go"),
    path(f"{COURSE}/follow-up/", views.follow_up, name="follow-up"),
    path(f"{COURSE}/looking-in/", afterwards.looking_in, name="looking-in"),
    path(f"{COURSE}/looking-in/talk/", afterwards.talk, name="talk"),
    path(f"{COURSE}/mail/", mail.mail, name="mail"),
    path("no-mail/", mail.stopped, name="no-mail"),
    path(f"{COURSE}/way-back/", afterwards.way_back, name="way-back"),
]
