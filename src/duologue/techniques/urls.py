from django.urls import path

from . import calm, chain_views, dbt_views, entry_views, own, skill_views, together, views
from . import calm, chain_views, dbt_views, entry_views, pattern_views, skill_views, together, views
from .patterns import DREAM, EPISODE

app_name = "techniques"
urlpatterns = [
    path("calm/", calm.calm, name="calm"),
    path("calm/<slug:form_id>/", calm.calm_one, name="calm-one"),
    path("library/", views.library, name="library"),
    path("library/own/", own.own, name="own"),
    path("library/own/<uuid:pk>/", own.own_sheet, name="own-sheet"),
    path("library/own/<uuid:pk>/next/", own.next_version, name="own-next"),
    path("library/own/<uuid:pk>/away/", own.put_away, name="own-put-away"),
    path("library/own/<uuid:pk>/file/", own.own_text, name="own-text"),
    path("library/<slug:form_id>/", views.worksheet, name="worksheet"),
    path("course/<uuid:course_id>/tools/", together.course, name="course"),
    path("course/<uuid:course_id>/tools/together/", together.begin, name="begin"),
    path("together/<uuid:pk>/", together.used, name="used"),
    path("together/<uuid:pk>/fill/", together.fill, name="fill"),
    path("course/<uuid:course_id>/week/", dbt_views.overview, name="dbt"),
    path("course/<uuid:course_id>/card/", dbt_views.card, name="card"),
    path("course/<uuid:course_id>/day/", dbt_views.day, name="day"),
    path("own/<uuid:pk>/", entry_views.entry, name="entry"),
    path("own/<uuid:pk>/readers/", entry_views.readers, name="readers"),
    path("course/<uuid:course_id>/chain/", chain_views.begin, name="begin-chain"),
    path("chain/<uuid:pk>/", chain_views.chain, name="chain"),
    path("chain/<uuid:pk>/around/", chain_views.around, name="around-chain"),
    path("chain/<uuid:pk>/add/", chain_views.add_link, name="add-link"),
    path("chain/<uuid:pk>/share/", chain_views.share, name="share-chain"),
    path("link/<uuid:pk>/", chain_views.link, name="link"),
    path("link/<uuid:pk>/move/", chain_views.move, name="move-link"),
    path("link/<uuid:pk>/away/", chain_views.take_away, name="take-link-away"),
    path("course/<uuid:course_id>/patterns/", pattern_views.patterns, name="patterns"),
    path("course/<uuid:course_id>/moment/", pattern_views.write, {"form_id": EPISODE}, name="write-moment"),
    path("course/<uuid:course_id>/dream/", pattern_views.write, {"form_id": DREAM}, name="write-dream"),
    path("course/<uuid:course_id>/focus/", pattern_views.begin_focus, name="begin-focus"),
    path("moment/<uuid:pk>/", pattern_views.moment, name="moment"),
    path("moment/<uuid:pk>/example/", pattern_views.take_as_example, name="take-as-example"),
    path("example/<uuid:pk>/away/", pattern_views.no_example, name="no-example"),
    path("focus/<uuid:pk>/", pattern_views.focus, name="focus"),
    path("focus/<uuid:pk>/looked/", pattern_views.looked_at_focus, name="looked-at-focus"),
    path("skills/", skill_views.by_module, name="skills"),
    path("skills/now/", skill_views.now, name="skills-now"),
    path("skills/<slug:slug>/", skill_views.skill, name="skill"),
]
