"""The rules are there to read before anybody turns the words on; only a manager does."""

import re
from pathlib import Path

import pytest
from tests.reading import words

from duologue.audit.models import LedgerLine
from duologue.people.models import Practice
from duologue.science.on_track import Rule

URL = "/service/four-words/"
COUNTED = Path(__file__).resolve().parents[4] / "docs" / "reference" / "on-track.md"


def test_a_manager_turns_them_on_and_off_and_the_ledger_knows(cast, signed_in):
    mo = signed_in(cast.mo)
    assert "Nobody sees these words now." in words(mo.get(URL))
    assert "which are turned off" in words(mo.get("/service/"))
    mo.post(URL, {"on": "yes"})
    assert Practice.objects.get(pk=cast.practice.pk).four_words
    assert "Turn them off" in words(mo.get(URL))
    mo.post(URL, {"on": "yes"})  # again: nothing changes
    mo.post(URL, {"on": "no"})
    assert not Practice.objects.get(pk=cast.practice.pk).four_words
    verbs = list(LedgerLine.objects.filter(verb__startswith="practice.").order_by("seq").values_list("verb", flat=True))
    assert verbs == ["practice.four_words_on", "practice.four_words_off"]


def test_every_rule_is_on_the_page(cast, signed_in):
    page = words(signed_in(cast.tom).get(URL))
    for rule in Rule:
        assert rule.value in page or rule in (Rule.TOO_LITTLE, Rule.NO_CRITERION)


def test_a_therapist_reads_and_does_not_turn(cast, signed_in):
    tom = signed_in(cast.tom)
    assert "A manager of the practice turns them on or off." in words(tom.get(URL))
    assert tom.post(URL, {"on": "yes"}).status_code == 404
    assert not Practice.objects.get(pk=cast.practice.pk).four_words


@pytest.mark.parametrize("who", ["amira", "sol", "ines", "una"])
def test_for_everybody_else_the_page_does_not_exist(cast, signed_in, who):
    assert signed_in(cast.everybody[who]).get(URL).status_code == 404


def says_what_was_counted(page):
    """The error rates on the page are those that were counted for today's rules."""
    worse, better = counted("red at least once")
    assert f"ended well, red came up at least once in {better}." in page and worse == "100"
    assert f"Red {worse} {better} " in page and f"So {100 - int(better)} of 100 that ended well never saw red" in page
    assert "Red or amber {} {} ".format(*counted("red or amber")) in page
    assert "without a reliable improvement {} {} ".format(*counted("a talk is due")) in page
    row = next(line for line in COUNTED.read_text().splitlines() if "first red, median" in line)
    assert f"red first came with {row.split('|')[2].strip()} of the 12 sessions still to come" in page


def counted(name):
    """Of 100 courses that got worse, and of 100 that ended well, in how many this came up."""
    row = next(line for line in COUNTED.read_text().splitlines() if line.startswith(f"| {name}"))
    worse, _, better = re.findall(r"(\d+) of 100", row)
    return worse, better


def test_the_page_says_how_often_they_are_wrong(cast, signed_in):
    says_what_was_counted(words(signed_in(cast.mo).get(URL)))


def test_control_another_rate_is_noticed(cast, signed_in):
    page = words(signed_in(cast.mo).get(URL))
    with pytest.raises(AssertionError):
        says_what_was_counted(page.replace("at least once in 2", "at least once in 1"))
