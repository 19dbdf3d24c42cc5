"""The skills: by module, one by one, and what to do right now."""

from django.urls import reverse
from tests.reading import words

from duologue.questionnaires import library
from duologue.techniques import skills
from duologue.techniques.cards import TEMPLATE


def test_anybody_reads_the_skills_and_each_has_first_steps(client, cast):
    page = words(client.get(reverse("techniques:skills")))
    for module in skills.modules():
        assert module.title in page
        for skill in module.skills:
            assert skill.name in page and 2 <= len(skill.steps) <= 3
            one = words(client.get(reverse("techniques:skill", args=[skill.slug])))
            assert skill.text in one and all(step in one for step in skill.steps)


def test_a_skill_nobody_knows_is_not_there(client, cast):
    assert client.get("/skills/juggling/").status_code == 404


def test_each_feeling_leads_to_two_or_three_skills_and_to_help(client, cast):
    answer = client.get(reverse("techniques:skills-now"))
    page = words(answer)
    assert len(skills.feelings()) >= 8
    for feeling in skills.feelings():
        assert feeling.says in page and 2 <= len(feeling.skills) <= 3
    assert reverse("safety:help-now") in answer.content.decode() and "the numbers to call" in page


def test_every_skill_can_stand_on_a_card_and_every_card_knows_its_skills():
    on_the_card = {
        item.id.removeprefix("skill_") for item in library.newest(TEMPLATE).items if item.id.startswith("skill_")
    }
    assert on_the_card == set(skills.by_id())
    for item in library.newest(TEMPLATE).items:
        if item.id.startswith("skill_"):
            assert item.text == skills.by_id()[item.id.removeprefix("skill_")].name
