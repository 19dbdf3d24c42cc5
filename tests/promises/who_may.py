"""Who may go where: one line for each route of the site map. A route without a line fails the suite.

A standing is what a person is to the thing an address names: its `client`, its `therapist`, the `supervisor` it was brought
to. Where an address names nothing, it is what the person is in the house; `guest` is somebody with an account and nothing
else (also a therapist who left). What is not granted here does not exist for them: 404.
"""

from __future__ import annotations

from dataclasses import dataclass, field

CLIENT, THERAPIST, SUPERVISOR, MANAGER, INTAKE, GUEST = (
    "client",
    "therapist",
    "supervisor",
    "manager",
    "intake",
    "guest",
)
STRANGER = "stranger"  # nobody has signed in
SIGNED_IN = frozenset({CLIENT, THERAPIST, SUPERVISOR, MANAGER, INTAKE, GUEST})
ANYONE = SIGNED_IN | {STRANGER}
BOTH = frozenset({CLIENT, THERAPIST})
ME = frozenset({CLIENT})
THEM = frozenset({THERAPIST})
OWN_PAGES = frozenset({CLIENT, GUEST})
ENQUIRIES = frozenset({THERAPIST, INTAKE})
STAFF = frozenset({THERAPIST, SUPERVISOR, MANAGER, INTAKE})
NAMED = frozenset({MANAGER})  # whom the practice named: here whoever manages it
RUN_IT = frozenset({THERAPIST, MANAGER})
NONE: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Way:
    """`reads` may GET, `writes` may POST; `about` names the thing in the address (see house.py), empty for none.

    `sends` is what a POST holds where an empty one means nothing at all.
    """

    reads: frozenset[str] = NONE
    writes: frozenset[str] = NONE
    about: str = ""
    sends: dict[str, str] = field(default_factory=dict)


def way(about: str = "", *, reads: frozenset[str] = NONE, writes: frozenset[str] = NONE, **sends: str) -> Way:
    return Way(reads=reads, writes=writes, about=about, sends=sends)


# A route may have a second line about another kind of thing: its name, a space, a word for the case.
WAYS: dict[str, Way] = {
    # the house itself
    "healthz": way(reads=ANYONE),
    "look": way(writes=ANYONE),
    "design": way(),  # only while building
    "offline:worker": way(reads=ANYONE),
    "offline:page": way(reads=ANYONE),
    "offline:who": way(reads=ANYONE),
    "home:first": way(reads=ANYONE),
    "home:today": way(reads=SIGNED_IN),
    "home:caseload": way(reads=THEM),
    "home:plan": way(reads=SIGNED_IN),
    "home:course": way("course", reads=THEM),
    "people:me": way(reads=SIGNED_IN, writes=SIGNED_IN),
    # understanding
    "understanding:welcome": way(reads=ANYONE),
    "understanding:journey": way(reads=ANYONE),
    "understanding:approaches": way(reads=ANYONE),
    "understanding:first-meeting": way(reads=ANYONE),
    "understanding:here": way(reads=OWN_PAGES),
    "understanding:choose-time": way("course", reads=ME, writes=ME),
    "understanding:ask": way(reads=ANYONE, writes=ANYONE),
    "understanding:asked": way(reads=ANYONE),
    "understanding:enquiries": way(reads=ENQUIRIES),
    "understanding:enquiry": way("enquiry", reads=ENQUIRIES, writes=ENQUIRIES),
    "understanding:decline": way("enquiry", reads=ENQUIRIES, writes=ENQUIRIES),
    "understanding:invitation": way("secret", reads=ANYONE, writes=ANYONE),
    "understanding:new-link": way("secret", reads=ANYONE, writes=ANYONE),
    # questionnaires
    "questionnaires:answer": way("open_ask", reads=ME, writes=ME),
    "questionnaires:keep": way("open_ask", writes=ME),
    "questionnaires:sent": way("ask", reads=ME),
    "questionnaires:read": way("answers", reads=BOTH),
    "questionnaires:read kept-private": way("private_answers", reads=ME),
    "questionnaires:ask": way("course", reads=THEM, writes=THEM),
    "questionnaires:in-person": way("course", reads=THEM, writes=THEM),
    "questionnaires:enter-total": way("course", reads=THEM, writes=THEM),
    "questionnaires:take-out": way("entered", writes=THEM),
    "questionnaires:stop": way("open_ask", writes=THEM),
    "questionnaires:rules": way("course", reads=BOTH, writes=THEM),
    "questionnaires:rule": way("rule", writes=THEM),
    "questionnaires:from-paper": way("course", reads=THEM, writes=THEM),
    "questionnaires:bring": way("course", reads=THEM, writes=THEM),
    "questionnaires:bring-undo": way("brought", writes=THEM),
    "questionnaires:change-code": way("course", writes=THEM),
    "questionnaires:send-link": way("open_ask", writes=THEM),
    "questionnaires:hand-over": way("open_ask", reads=THEM, writes=THEM),
    "questionnaires:one": way("secret", reads=ANYONE, writes=ANYONE),
    "questionnaires:new-link": way("secret", reads=ANYONE, writes=ANYONE),
    "questionnaires:kiosk": way(reads=ANYONE, writes=ANYONE),  # only where a device was handed over
    "questionnaires:give-back": way(reads=ANYONE, writes=ANYONE),
    # assessment
    "assessment:overview": way("course", reads=BOTH),
    "assessment:goals": way("course", reads=BOTH, writes=BOTH),
    "assessment:goal": way("goal", reads=BOTH, writes=BOTH),
    "assessment:rate-goal": way("goal", reads=BOTH, writes=BOTH),
    "assessment:history": way("course", reads=ME),
    "assessment:history-part": way("course", reads=ME, writes=ME, do="out"),
    "assessment:ladder": way("goal", reads=BOTH, writes=BOTH),
    "assessment:step": way("goal", reads=BOTH, writes=BOTH, level="1"),
    "assessment:attainment": way("course", reads=BOTH),
    "assessment:rate-problem": way("problem", reads=BOTH, writes=BOTH),
    "assessment:maps": way("course", reads=BOTH, writes=BOTH, kind="five_areas"),
    "assessment:map": way("map", reads=BOTH),
    "assessment:add-box": way("map", reads=BOTH, writes=BOTH),
    "assessment:arrow": way("map", reads=BOTH, writes=BOTH),
    "assessment:map-versions": way("map", reads=BOTH),
    "assessment:box": way("box", reads=BOTH, writes=BOTH),
    "assessment:take-box-away": way("box", writes=BOTH),
    "assessment:rate-box": way("box", writes=BOTH, value="3"),
    "assessment:take-arrow-away": way("arrow", writes=BOTH),
    "assessment:starting-agreement": way(reads=frozenset({MANAGER}), writes=frozenset({MANAGER})),
    "assessment:agreement": way("course", reads=BOTH, writes=BOTH),
    "assessment:permission": way("course", writes=ME, purpose="sharing", word="no"),
    "assessment:sign": way("course", writes=BOTH),
    # the relationship
    "relationship:feedback": way("held", reads=ME, writes=ME),
    "relationship:remark": way("remark", reads=BOTH, writes=THEM),
    "relationship:overview": way("course", reads=BOTH),
    "relationship:speak-up": way("course", reads=ME, writes=ME),
    "relationship:effects": way("course", reads=BOTH, writes=ME),
    "relationship:concern": way("concern", reads=ME | NAMED, writes=NAMED),
    "relationship:concern shared": way("concern_shared", reads=BOTH | NAMED, writes=NAMED),
    "relationship:concerns": way(reads=STAFF),
    "relationship:named": way(reads=frozenset({MANAGER}), writes=frozenset({MANAGER})),
    "relationship:hand-over": way("course", reads=THEM, writes=THEM),
    "relationship:hand-over-after": way("concern", reads=NAMED, writes=NAMED),
    "relationship:transfer": way("transfer", reads=BOTH, writes=BOTH),
    "relationship:not-right": way(reads=OWN_PAGES),
    "relationship:mine": way(reads=OWN_PAGES),
    "relationship:messages": way("course", reads=BOTH, writes=BOTH),
    "relationship:hand-device": way("running", reads=THEM, writes=THEM),
    "relationship:own-view": way("held", reads=THEM, writes=THEM),
    "relationship:open-words": way("held", writes=ME),
    "relationship:signal": way("signal", reads=THEM, writes=THEM),
    "relationship:rules": way(reads=SIGNED_IN),
    # techniques
    "techniques:calm": way(reads=ANYONE),
    "techniques:calm-one": way("exercise", reads=ANYONE),
    "techniques:own": way(reads=RUN_IT, writes=RUN_IT),
    "techniques:own-sheet": way("made", reads=RUN_IT, writes=RUN_IT),
    "techniques:own-next": way("made", writes=RUN_IT),
    "techniques:own-put-away": way("made", writes=RUN_IT),
    "techniques:own-text": way("made", reads=RUN_IT),
    "techniques:library": way(reads=THEM),
    "techniques:worksheet": way("worksheet", reads=THEM),
    "techniques:course": way("course", reads=BOTH),
    "techniques:begin": way("course", reads=THEM, writes=THEM),
    "techniques:used": way("used", reads=BOTH, writes=BOTH),
    "techniques:fill": way("used", reads=BOTH, writes=BOTH),
    "techniques:dbt": way("course", reads=BOTH),
    "techniques:card": way("course", reads=BOTH, writes=BOTH),
    "techniques:day": way("course", reads=ME, writes=ME),
    "techniques:entry": way("own", reads=BOTH),
    "techniques:entry kept-private": way("own_private", reads=ME),
    "techniques:readers": way("own_private", reads=ME, writes=ME),
    "techniques:begin-chain": way("course", reads=BOTH, writes=BOTH),
    "techniques:chain": way("chain", reads=BOTH),
    "techniques:chain kept-private": way("chain_private", reads=ME),
    "techniques:around-chain": way("chain", reads=BOTH, writes=BOTH),
    "techniques:add-link": way("chain", writes=BOTH),
    "techniques:share-chain": way("chain", writes=ME, share="yes"),
    "techniques:link": way("link", reads=BOTH, writes=BOTH),
    "techniques:move-link": way("link", writes=BOTH, earlier="yes"),
    "techniques:take-link-away": way("link", writes=BOTH),
    "techniques:patterns": way("course", reads=BOTH),
    "techniques:write-moment": way("course", reads=ME, writes=ME),
    "techniques:write-dream": way("course", reads=ME, writes=ME),
    "techniques:begin-focus": way("course", reads=BOTH, writes=BOTH),
    "techniques:moment": way("moment", reads=BOTH, writes=BOTH),
    "techniques:moment kept-private": way("moment_private", reads=ME, writes=ME),
    "techniques:take-as-example": way("moment", writes=BOTH),
    "techniques:no-example": way("example", writes=BOTH),
    "techniques:focus": way("focus", reads=BOTH, writes=BOTH),
    "techniques:looked-at-focus": way("focus", writes=BOTH),
    "techniques:skills": way(reads=ANYONE),
    "techniques:skills-now": way(reads=ANYONE),
    "techniques:skill": way("skill", reads=ANYONE),
    # sessions
    "sessions:diary": way(reads=frozenset({THERAPIST, INTAKE, CLIENT})),
    "sessions:policies": way(reads=frozenset({MANAGER}), writes=frozenset({MANAGER})),
    "sessions:breaks": way(reads=BOTH, writes=BOTH),
    "sessions:break-over": way("break", writes=THEM),
    "sessions:feed": way(reads=BOTH, writes=BOTH),
    "sessions:feed-file": way("feed_secret", reads=ANYONE),
    "sessions:reminders": way(reads=ME, writes=ME, when="never"),
    "sessions:reminders-off": way("off_secret", reads=ANYONE, writes=ANYONE),
    "sessions:series": way("series", reads=THEM, writes=THEM),
    "sessions:arrange": way("planned", reads=THEM, writes=THEM),
    "sessions:ask-to-move": way("planned", reads=ME, writes=ME),
    "sessions:wish": way("wish", reads=BOTH, writes=BOTH),
    "sessions:call-off": way("planned", reads=ME, writes=ME),
    "sessions:attendance": way("planned", reads=THEM, writes=THEM),
    "sessions:course": way("course", reads=BOTH),
    "sessions:agreed": way("course", reads=BOTH),
    "sessions:plan": way("course", reads=THEM, writes=THEM),
    "sessions:session": way("running", reads=BOTH),
    "sessions:begin": way("planned", writes=THEM),
    "sessions:end": way("running", reads=THEM, writes=THEM),
    "sessions:together": way("running", reads=BOTH, writes=BOTH),
    "sessions:looking": way("running", reads=THEM, writes=THEM, do="start"),
    "sessions:look-here": way("running", writes=ME, do="look"),
    "sessions:screen": way(reads=ANYONE, writes=ANYONE),  # shows nothing without a code or a secret
    "sessions:screen-stop": way(writes=ANYONE),
    "sessions:note": way("running", reads=THEM, writes=THEM),
    "sessions:progress-note": way("running", reads=THEM, writes=THEM, template="plain", version="0", one="w"),
    "sessions:amend": way("running", writes=THEM),
    "sessions:came-up": way("running", writes=BOTH, kind="event", came_up="w"),
    "sessions:take-back": way("came_up", writes=BOTH),
    "sessions:meet-again": way("running", writes=THEM, weeks="2"),
    "sessions:own-notes": way("course", reads=THEM, writes=THEM),
    "sessions:open-own-notes": way("course", reads=THEM),
    "sessions:take-own-notes": way("course", writes=THEM),
    "sessions:own-note": way("own_note", reads=THEM, writes=THEM),
    "sessions:throw-own-note": way("own_note", writes=THEM),
    "sessions:missed": way("planned", writes=THEM, state="cancelled"),
    "sessions:agenda": way("course", reads=BOTH, writes=BOTH),
    "sessions:order": way("course", writes=THEM, convention="cbt"),
    "sessions:aim": way("topic", writes=THEM, target="skills"),
    "sessions:settle": way("topic", writes=BOTH, what="talked"),
    "sessions:move": way("topic", writes=BOTH),
    # between sessions
    "homework:index": way(reads=OWN_PAGES),
    "homework:course": way("course", reads=THEM),
    "homework:agree": way("course", reads=THEM, writes=THEM),
    "homework:assignment": way("assignment", reads=BOTH),
    "homework:write": way(reads=ME, writes=ME),
    "homework:do": way("assignment", reads=ME, writes=ME),
    "homework:not-today": way("assignment", reads=ME, writes=ME),
    "homework:settle": way("assignment", writes=THEM),
    "homework:more": way("on_a_sheet", reads=ME, writes=ME),
    "homework:audience": way("kept_to_oneself", reads=ME, writes=ME),
    "homework:take-back": way("assignment", writes=THEM),
    "homework:guide": way("guide", reads=SIGNED_IN),
    "homework:journal": way(reads=ME, writes=ME),
    "homework:export": way(reads=ME),
    "homework:note": way("note", reads=ME, writes=ME),
    "homework:delete-note": way("note", reads=ME, writes=ME),
    "homework:helped": way(reads=ME, writes=ME),
    "homework:change-helped": way("helped", writes=ME, what="both"),
    "homework:reminders": way(reads=ME, writes=ME, what="off"),
    "homework:reminders-off": way("no_reminders_secret", reads=ANYONE, writes=ANYONE),
    # progress
    "progress:mine": way(reads=OWN_PAGES),
    "progress:course": way("course", reads=BOTH, writes=ME),
    "progress:review": way("course", reads=BOTH, writes=BOTH),
    "progress:what-to-change": way("course", reads=THEM, writes=THEM),
    "progress:sign": way("review", writes=BOTH),
    "progress:stands-first": way("course", writes=ME),
    "progress:show-range": way("course", writes=THEM),
    "progress:rhythm": way("course", writes=THEM, every="4"),
    "progress:life": way("course", reads=BOTH, writes=BOTH),
    "progress:life-event": way("event", writes=ME),
    "progress:milestone": way("course", reads=BOTH, writes=BOTH),
    "progress:formula": way("form", reads=SIGNED_IN),
    # the ending
    "ending:overview": way("course", reads=BOTH, writes=ME),
    "ending:begin": way("course", reads=THEM, writes=THEM),
    "ending:close": way("course", reads=THEM, writes=THEM),
    "ending:add-step": way("course", writes=BOTH),
    "ending:step": way("step", writes=BOTH, what="done"),
    "ending:last-questions": way("course", writes=THEM),
    "ending:letter": way("course", reads=BOTH, writes=BOTH),
    "ending:door-open": way("course", reads=THEM, writes=THEM),
    "ending:contacts": way("course", reads=THEM, writes=THEM),
    "ending:keepsakes": way("course", reads=ME, writes=ME, words="Walking"),
    "ending:let-go": way("keepsake", writes=ME),
    "ending:plan": way("course", reads=BOTH, writes=BOTH),
    "ending:print": way("course", reads=BOTH),
    "ending:file": way("course", writes=BOTH),
    "ending:pdf": way("course", writes=BOTH),
    "ending:choose-resources": way("course", writes=BOTH),
    "ending:resources": way(reads=RUN_IT, writes=frozenset({MANAGER})),
    "ending:resource": way("resource", writes=frozenset({MANAGER}), reads=frozenset({MANAGER})),
    "ending:summary": way("course", reads=BOTH, writes=THEM),
    "ending:one-summary": way("summary", reads=BOTH, writes=BOTH, word="no", what="show"),
    "ending:summary-paper": way("summary", writes=BOTH),
    "ending:follow-up": way("course", reads=THEM, writes=THEM),
    "ending:looking-in": way("course", reads=ME, writes=ME),
    "ending:talk": way("course", writes=ME),
    "ending:mail": way("course", reads=THEM, writes=THEM),
    "ending:no-mail": way(reads=frozenset({MANAGER}), writes=frozenset({MANAGER}), address="amira@example.org"),
    "ending:way-back": way("course", reads=THEM, writes=THEM, what="talked"),
    # safety
    "safety:help-now": way(reads=ANYONE),
    "safety:raised": way("answers", reads=THEM),
    "safety:alert": way("alert", reads=THEM, writes=THEM),
    "safety:after": way("answers", reads=ME),
    "safety:choose": way("alert", writes=ME),
    "safety:choose-for": way("ask", writes=ME),
    "safety:told-by-link": way(
        "secret", reads=ANYONE, writes=ANYONE
    ),  # without the browser that answered: back to the link
    "safety:hand-on": way("alert"),  # a manager's alone, once it has come up to them: see safety/tests
    "safety:ask-about": way("left_open", writes=THEM),
    "safety:plan": way("course", reads=BOTH, writes=BOTH),
    "safety:write-plan": way("course", reads=BOTH, writes=BOTH),
    "safety:print-plan": way("course", reads=BOTH),
    "safety:earlier-plans": way("course", reads=BOTH),
    "safety:keep-on-phone": way("course", writes=ME),
    "safety:reached": way(reads=frozenset({MANAGER}), writes=frozenset({MANAGER})),
    "safety:drill": way(writes=frozenset({MANAGER})),
    # supervision
    "supervision:index": way(reads=frozenset({THERAPIST, SUPERVISOR})),
    "supervision:bring": way("course", reads=THEM, writes=THEM),
    "supervision:packet": way("packet", reads=frozenset({THERAPIST, SUPERVISOR}), writes=frozenset({SUPERVISOR})),
    "supervision:packet taken-back": way("packet_taken_back", reads=THEM),
    "supervision:take-back": way("packet", writes=THEM),
    # taking along
    "interop:take-away": way("course", reads=ME, writes=ME),
    "interop:export": way("course", reads=THEM, writes=THEM),
    "interop:erase": way("course", reads=ME, writes=ME),
    "interop:kept": way(reads=frozenset({MANAGER})),
    "interop:hold": way("kept_course", reads=frozenset({MANAGER}), writes=frozenset({MANAGER})),
    "interop:erase-past": way("kept_course", writes=frozenset({MANAGER})),
    "interop:forms": way(reads=RUN_IT, writes=RUN_IT),
    "interop:own-form": way("licensed", reads=RUN_IT, writes=RUN_IT),
    "interop:put-away": way("licensed", writes=RUN_IT),
    "interop:original": way("licensed", reads=RUN_IT),
    "interop:questionnaire": way("form", reads=RUN_IT),
    # the whole practice, counts only
    "service:counts": way(reads=frozenset({MANAGER})),
    "service:outcomes": way(reads=frozenset({MANAGER})),
    "service:progress": way(reads=frozenset({MANAGER}), writes=frozenset({MANAGER})),
    "service:four-words": way(reads=RUN_IT, writes=frozenset({MANAGER})),
}
# allauth's own pages: held by its tests and ours of signing in; here only that they never fall over.
SIGNING_IN = {
    "account_login",
    "account_logout",
    "account_change_password",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_inactive",
    "account_reauthenticate",
}
# Things that belong to a practice or to the whole house rather than to a course.
OF_A_PRACTICE = {"enquiry", "licensed", "made", "resource", "kept_course"}
OF_THE_HOUSE = {"form", "worksheet", "exercise", "skill", "guide"} | {"secret", "feed_secret", "off_secret"}
OF_THE_HOUSE |= {"no_reminders_secret"}

# What each person is in the house.
IN_THE_HOUSE = {
    "no one": STRANGER,
    "amira": CLIENT,
    "nia": CLIENT,
    "yan": CLIENT,
    "finn": CLIENT,
    "tom": THERAPIST,
    "ben": THERAPIST,
    "lea": THERAPIST,
    "zoe": THERAPIST,
    "sol": SUPERVISOR,
    "mo": MANAGER,
    "ines": INTAKE,
    "una": GUEST,
    "max": GUEST,
}
# What each person is to the things of one course. Lea's and Una's time in the care team is over.
IN_A_COURSE = {
    "ours": {"amira": CLIENT, "tom": THERAPIST},
    "theirs": {"nia": CLIENT, "ben": THERAPIST},
    "abroad": {"yan": CLIENT, "zoe": THERAPIST},
    "ended": {"finn": CLIENT, "tom": THERAPIST},
    "missing": {},
}
HERE = {"tom": THERAPIST, "ben": THERAPIST, "lea": THERAPIST, "ines": INTAKE, "mo": MANAGER}
IN_A_PRACTICE = {"ours": HERE, "theirs": HERE, "ended": HERE, "abroad": {"zoe": THERAPIST}, "missing": {}}


def route_of(line: str) -> str:
    """The route a line of the table is about."""
    return line.split(" ")[0]


def standing(person: str, about: str, scope: str) -> str:
    """What a person is to what an address names; empty for nothing at all."""
    if not about:
        return IN_THE_HOUSE[person]
    if about == "secret":  # whoever holds a link may open it, and a used or unknown one offers a new one
        return IN_THE_HOUSE[person]
    if about in OF_THE_HOUSE:
        return IN_THE_HOUSE[person] if scope != "missing" else ""
    if about in OF_A_PRACTICE:
        return IN_A_PRACTICE[scope].get(person, "")
    if about.startswith("packet") and scope == "ours" and person == "sol":
        return SUPERVISOR
    if about.startswith("concern") and scope in ("ours", "theirs", "ended") and person == "mo":
        return MANAGER
    return IN_A_COURSE[scope].get(person, "")
