"""Every pair of colours that meets on a page can be told apart, in light and in dark (T18)."""

import re

import pytest

from tests.architecture import tree

CSS = tree.PACKAGE / "web" / "static" / "duologue" / "duologue.css"
GROUNDS = ["paper", "surface", "sunken"]
TINTS = ["pine-tint", "plum-tint", "amber-tint", "brick-tint", "leaf-tint", "sky-tint"]
TEXTS = ["soft", "pine", "plum", "amber", "brick", "leaf", "sky"]
# What stands on what, and how far apart it must be.
BODY = [("ink", ground) for ground in GROUNDS + TINTS]
TEXT = [(text, ground) for text in TEXTS for ground in GROUNDS]
TEXT += [(text, f"{text}-tint") for text in TEXTS if text != "soft"] + [("on-pine", "pine"), ("pine", "pine-tint")]
EDGES = [(edge, ground) for edge in ("edge", "pine", "brick", "focus-edge") for ground in ("paper", "surface")]
DEMANDS = [(pair, 7.0) for pair in BODY] + [(pair, 4.5) for pair in TEXT]
DECORATION = {"line", "focus", "focus-edge", "edge"} | set(TINTS) | set(GROUNDS)  # never text


def tokens(css: str, scheme: str) -> dict[str, str]:
    """The colours of one scheme, read from the style sheet itself."""
    plain = dict(re.findall(r"--([\w-]+):\s*(#[0-9A-Fa-f]{6})\s*;", css))
    both = re.findall(r"--([\w-]+):\s*light-dark\((#[0-9A-Fa-f]{6}),\s*(#[0-9A-Fa-f]{6})\)", css)
    chosen = {name: light if scheme == "light" else dark for name, light, dark in both}
    return {**plain, **chosen}


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """(L1 + 0.05) / (L2 + 0.05), WCAG 2.2."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def too_close(css: str, scheme: str) -> list[str]:
    colours = tokens(css, scheme)
    edges = [(pair, 3.0) for pair in EDGES if not (scheme == "dark" and pair[0] == "focus-edge")]
    edges += [(("focus", "focus-edge"), 3.0)]
    return [
        f"{front} on {back}: {contrast(colours[front], colours[back]):.2f}, wanted {wanted}"
        for (front, back), wanted in DEMANDS + edges
        if contrast(colours[front], colours[back]) < wanted
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_pair_can_be_told_apart(scheme):
    assert not too_close(CSS.read_text(), scheme)


def test_control_a_pale_grey_is_noticed():
    css = CSS.read_text().replace("#4A565A", "#9AA5A8").replace("#B4BDBF", "#4A565A")
    assert [line for line in too_close(css, "light") if line.startswith("soft on paper")]
    assert [line for line in too_close(css, "dark") if line.startswith("soft on paper")]


def test_the_formula_gives_the_published_extremes():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_old_phones_get_the_same_light_page():
    css = CSS.read_text()
    plain = dict(re.findall(r"--([\w-]+):\s*(#[0-9A-Fa-f]{6})\s*;", css))
    light = {name: one for name, one, _ in re.findall(r"--([\w-]+):\s*light-dark\((#\w{6}),\s*(#\w{6})\)", css)}
    assert {name: plain[name] for name in light} == light


def strangers(css: str) -> list[str]:
    """Colours written outside the tokens, and tokens used as text that no pair above looks at."""
    rules = re.sub(r"/\*.*?\*/|--[\w-]+:[^;]+;", "", css, flags=re.S)
    found = re.findall(r"#[0-9A-Fa-f]{3,8}\b(?=[^{}]*\})|\brgba?\([^)]*\)|\bhsl\([^)]*\)", rules)
    used = re.findall(r"(?<![\w-])color:\s*var\(--([\w-]+)\)", rules)
    return found + [name for name in used if name not in {"ink", "on-pine", *TEXTS}]


@pytest.mark.parametrize("sheet", [p for p in tree.stylesheets() if p.stem != "print"], ids=tree.short)
def test_every_colour_is_a_token_that_was_looked_at(sheet):
    assert not strangers(sheet.read_text())


def test_control_a_colour_of_ones_own_is_noticed():
    assert strangers("a { color: #123456; }") == ["#123456"]
    assert strangers("a { color: var(--line); }") == ["line"]


def fillings(css: str) -> list[tuple[str, str]]:
    """Rules that set both text and ground by tokens."""
    both = []
    for rule in re.findall(r"\{([^{}]*)\}", css):
        front = re.search(r"(?<![\w-])color:\s*var\(--([\w-]+)\)", rule)
        back = re.search(r"background(?:-color)?:\s*var\(--([\w-]+)\)", rule)
        if front and back:
            both.append((front.group(1), back.group(1)))
    return both


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_rule_that_sets_both_keeps_its_distance(scheme):
    colours = tokens(CSS.read_text(), scheme)
    for sheet in tree.stylesheets():
        for front, back in fillings(sheet.read_text()):
            if front in colours and back in colours:
                assert contrast(colours[front], colours[back]) >= 4.5, f"{tree.short(sheet)}: {front} on {back}"
