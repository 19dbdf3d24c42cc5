"""What passes between the slices: WHEN this happens, THEN that; what each SHOWS on the page of another; what it KEEPS."""

from django.contrib.auth import signals as door

from duologue.assessment import actions as assessment
from duologue.audit import ledger
from duologue.courses import erasing, keepsakes, offers, permissions, quiet, team
from duologue.ending import following
from duologue.ending import panels as ending
from duologue.homework import in_the_hour
from duologue.homework import shows as homework
from duologue.progress import screens as progress
from duologue.questionnaires import asking, kiosks
from duologue.questionnaires import events as questionnaires
from duologue.relationship import actions as relationship
from duologue.relationship import at_the_close, pictures, speaking_up, what_helped
from duologue.relationship import panels as felt
from duologue.relationship.views import here as felt_here
from duologue.safety import actions as safety
from duologue.safety import escalation
from duologue.safety import outbox as notices
from duologue.safety import quiet as safety_quiet
from duologue.sessions import agenda, changes, showing
from duologue.sessions import events as sessions
from duologue.sessions import panels as hours
from duologue.supervision import actions as supervision
from duologue.techniques import calm
from duologue.techniques import dbt_panels as dbt
from duologue.techniques import panels as techniques
from duologue.techniques import pattern_panels as patterns
from duologue.techniques import skill_views as skills
from duologue.understanding import actions as understanding
from duologue.web.offline import shell

WHEN = [
    (questionnaires.submitted, safety.notice_risk),
    (questionnaires.submitted, assessment.keep_history),
    (questionnaires.submitted, agenda.note_change),
    (questionnaires.submitted, following.note_answers),
    (sessions.began, relationship.open_what_waited),
    (permissions.taken_back, asking.stop_when_taken_back),
    (permissions.taken_back, supervision.close_when_taken_back),
    (team.handed_over, escalation.follow_the_course),
    (team.handed_over, changes.call_off_ahead),
    (team.handed_over, supervision.close_when_handed_over),
    (erasing.erased, supervision.close_for_good),
    (erasing.erased, notices.forget),
    (erasing.erased, speaking_up.forget_concerns),
    (erasing.erased, understanding.forget_enquiry),
    (door.user_logged_in, ledger.note_signed_in),
    (door.user_logged_out, ledger.note_signed_out),
    (door.user_login_failed, ledger.note_refused_at_the_door),
]

# Place of a page: who offers a part to it, in the order shown. A maker takes (viewer, course, *, now), see courses/offers.py.
SHOWS: dict[str, list[offers.Maker]] = {
    "progress": [
        pictures.on_progress,
        homework.on_progress,
        techniques.curves_on_progress,
        techniques.on_progress,
        ending.worth_keeping,
    ],
    "review": [felt.beside_review],
    "before_session": [ending.for_this_session, dbt.week_in_session, patterns.before_session],
    "session": [
        showing.in_session,
        ending.for_this_session,
        techniques.in_session,
        dbt.week_in_session,
        patterns.in_session,
    ],
    "session_close": [in_the_hour.agreed_lately, at_the_close.how_it_was],
    "agenda": [in_the_hour.behind],
    "ending": [what_helped.on_ending, homework.at_the_ending],
    "client_today": [showing.on_today, dbt.card_for_today, patterns.for_today, ending.a_summary_to_read],
    "course": [dbt.this_week, patterns.in_session, patterns.private_notes],
    "screen_progress": [progress.on_screen],
    "screen_worksheet": [techniques.on_screen],
}

# What a client can keep for the staying-well plan: the kind of thing, and the step that finds it, see courses/keepsakes.py.
KEEPS: dict[str, keepsakes.Finder] = {
    "agreed": hours.agreed_lines,
    "helped": what_helped.helpful_moments,
    "milestone": keepsakes.milestones,
}

# Who is reminded of nothing just now, besides those who said so themselves.
QUIET: list[quiet.Reason] = [safety_quiet.with_an_open_alert]

# For what else than a form a therapist may hand their device over.
HANDED_OVER = {at_the_close.WHAT: felt_here.KIND}

# Pages that know nobody and that a phone keeps for a time without signal.
KEPT_ON_A_PHONE = [calm.addresses, skills.addresses]


def connect():
    """Subscribe once, however often it is called."""
    shell.keep_pages(KEPT_ON_A_PHONE)
    keepsakes.keeps(KEEPS)
    kiosks.may_be_handed_over_for(HANDED_OVER)
    quiet.leave_alone_when(QUIET)
    for place, makers in SHOWS.items():
        offers.offers(place, makers)
    for happens, then in WHEN:
        happens.connect(then, dispatch_uid=f"{then.__module__}.{then.__qualname__}")
