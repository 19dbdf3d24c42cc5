"""What templates may hold: forms with their keys, no inline script or style, neutral titles, logical CSS."""

import re

import pytest

from tests.architecture import tree

# Forms whose view takes any POST, or is allauth's own: nothing they write can arrive twice.
NEED_NO_ENTRY_KEY = re.compile(r"""action="\{% url '(account_\w+|look|demo:[\w-]+)'[^%]*%\}\"""")
FORM = re.compile(r"<form\b[^>]*>.*?</form>", re.S)
KEYS = "{% form_keys %}"


def forms_without_keys(template: str, *, allauth: bool = False) -> list[str]:
    """The opening tags of forms that write and lack what such a form needs."""
    found = []
    for block in FORM.findall(tree.without_comments(template)):
        opening = re.match(r"<form\b(?:[^>{]|\{[{%].*?[%}]\})*>", block, re.S).group()
        if 'method="post"' not in opening and "hx-post" not in block:
            continue
        exempt = (allauth or NEED_NO_ENTRY_KEY.search(opening)) and "{% csrf_token %}" in block
        if KEYS not in block and not exempt:
            found.append(opening)
    return found


def sent_from_nowhere(template: str) -> list[str]:
    """`hx-post` outside a form: it would carry no keys."""
    rest = FORM.sub("", tree.without_comments(template))
    return re.findall(r"hx-(?:post|put|patch|delete)\b", rest)


def test_every_form_that_writes_has_its_keys():
    faults = {}
    for path in tree.templates():
        text = path.read_text()
        found = forms_without_keys(text, allauth="account" in path.parts) + sent_from_nowhere(text)
        if found:
            faults[tree.short(path)] = found
    assert not faults


def test_control_forms_without_keys_are_noticed():
    assert forms_without_keys('<form method="post"><button>Keep</button></form>')
    assert forms_without_keys('<form method="post">{% csrf_token %}</form>')
    assert forms_without_keys('<form method="post" action="{% url \'goals\' %}">{% csrf_token %}</form>')
    assert not forms_without_keys('<form method="post" action="{% url \'look\' %}">{% csrf_token %}</form>')
    assert not forms_without_keys('<form method="post">{% form_keys %}</form>')
    assert sent_from_nowhere('<button hx-post="/x/">Keep</button>')


INLINE = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.I),
    "a style element": re.compile(r"<style\b", re.I),
    "an inline script": re.compile(r"<script\b(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")", re.I),
    "an event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.I),
    "a javascript: address": re.compile(r"javascript:", re.I),
    "text marked safe": re.compile(r"\|safe\b|\{% autoescape off"),
    "an address elsewhere": re.compile(r"""(?:src|href|action)=["'](?:https?:)?//""", re.I),
}
# Django's own hint about passwords is a list in HTML, and nobody types into it.
MAY_BE_SAFE = {"web/parts/field.html", "people/parts/account_field.html"}


def inline(text: str) -> set[str]:
    return {what for what, pattern in INLINE.items() if pattern.search(tree.without_comments(text))}


def test_nothing_inline_and_nothing_from_elsewhere():
    faults = {tree.short(p): found for p in tree.templates() if (found := inline(p.read_text()))}
    faults = {name: found for name, found in faults.items() if name not in MAY_BE_SAFE or found != {"text marked safe"}}
    assert not faults


@pytest.mark.parametrize(
    "snippet, what",
    [
        ('<p class="a" style="color: red">', "a style attribute"),
        ("<style>p {}</style>", "a style element"),
        ("<script>alert(1)</script>", "an inline script"),
        ('<button onclick="go()">', "an event attribute"),
        ('<a href="javascript:go()">', "a javascript: address"),
        ("{{ words|safe }}", "text marked safe"),
        ('<img src="//example.org/a.png">', "an address elsewhere"),
    ],
)
def test_control_each_of_these_is_noticed(snippet, what):
    assert what in inline(snippet)


# A title stands in the tab, in the history and on a shared screen: it says what a page is for, never what somebody has.
HEALTH = re.compile(
    r"therap|phq|gad-?7|depress|anxi|mood|score|symptom|suicid|risk|alert|safety|mental|psych|diagnos|medic|crisis|"
    r"called|client\b|\.words|form\.title",
    re.I,
)
OPEN_TO_EVERYBODY = {"understanding"}  # public pages may say what they are about


def title_of(template: str) -> str:
    found = re.search(r"\{% block title %\}(.*?)\{% endblock", template, re.S)
    return found.group(1) if found else ""


def test_titles_are_neutral():
    faults = {
        tree.short(p): title_of(p.read_text())
        for p in tree.templates()
        if p.relative_to(tree.PACKAGE).parts[0] not in OPEN_TO_EVERYBODY and HEALTH.search(title_of(p.read_text()))
    }
    assert not faults


def test_every_page_has_a_title():
    pages = [p for p in tree.templates() if "{% extends" in p.read_text() and "pages" in p.parts]
    pages = [p for p in pages if "allauth" not in p.parts]
    assert not [tree.short(p) for p in pages if not title_of(p.read_text()).strip()]


def test_control_a_telling_title_is_noticed():
    assert HEALTH.search(title_of("{% block title %}Your PHQ-9 score{% endblock %}"))
    assert HEALTH.search(title_of("{% block title %}{{ course.client.called }}{% endblock %}"))


PHYSICAL = re.compile(
    r"(?:^|[{;\s])((?:margin|padding|border|inset|scroll-(?:margin|padding))-(?:left|right|top|bottom)[\w-]*"
    r"|left|right|top|bottom|(?:min-|max-)?(?:width|height)|border-(?:top|bottom)-(?:left|right)-radius"
    r"|overflow-[xy])\s*:|(?:text-align|float|clear)\s*:\s*(?:left|right)"
)
MAY_BE_PHYSICAL = {"overflow-x"}  # `overflow-inline` is not in Chromium yet


def physical(css: str) -> list[str]:
    """Properties that point left or right whatever the language's direction."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    css = re.sub(r"@(?:media|container|supports)[^{]*", "", css)
    return [f.group().strip(" {;:\n") for f in PHYSICAL.finditer(css) if f.group(1) not in MAY_BE_PHYSICAL]


def test_css_knows_no_left_and_right():
    assert not {tree.short(p): found for p in tree.stylesheets() if (found := physical(p.read_text()))}


def test_control_left_and_right_are_noticed():
    css = "a { margin-left: 1px; } b { color: red; width: 3px } i { text-align: left } @media (max-width: 9px) { u { top:0 } }"
    assert physical(css) == ["margin-left", "width", "text-align: left", "top"]
    assert not physical(
        "a { margin-inline: 1px; stroke-width: 2; max-inline-size: 3px; line-height: 2; border-width: 1px }"
    )
