"""Plain and warm: no banned word, sentences of at most twenty words, a reading age of nine to eleven (T29)."""

import pytest

from tests.architecture import tree, wording

# Pages a client or a stranger reads are the narrow ones; a therapist's pages are wide.
HARDEST = 6.0
# Words about ourselves that nobody reads on a page: messages of the command line and of exceptions between programmers.
NOT_FOR_PEOPLE = {"cli.py", "config/settings.py", "people/keyfile.py", "web/static"}


def banned(blocks: list[str]) -> list[str]:
    return [block for block in blocks if wording.BANNED.search(block)]


def test_no_banned_word_anywhere():
    said = wording.everything()
    assert sum(map(len, said.values())) > 300
    faults = {name: found for name, blocks in said.items() if name not in NOT_FOR_PEOPLE and (found := banned(blocks))}
    assert not faults


@pytest.mark.parametrize(
    "planted",
    [
        "You should do this.",
        "3 patients wait",
        "This is overdue",
        "Detects a crisis",
        "a high risk level",
        "It prevents harm",
        "Your answer failed",
    ],
)
def test_control_banned_words_are_noticed(planted):
    assert banned(wording.read(f"<p>{planted}</p>"))
    assert banned(wording.read(f'<nav aria-label="{planted}"></nav>'))


def too_long(blocks: list[str]) -> list[str]:
    parts = [part for block in blocks for part in wording.sentences(block)]
    return [part for part in parts if len(wording.words(part)) > wording.LONGEST_SENTENCE]


def narrow(template: str) -> bool:
    """A page for clients and strangers, or a part of one."""
    return "{% block width %}wide" not in template and "web/pages/design" not in template


def test_sentences_are_short():
    said = {tree.short(p): wording.read(p.read_text()) for p in tree.templates() if narrow(p.read_text())}
    said |= wording.library(for_therapists=False)
    faults = {name: found for name, blocks in said.items() if (found := too_long(blocks))}
    assert not faults


def test_control_a_long_sentence_is_noticed():
    long = "This is a sentence that goes on and on and on until nobody can remember any more how it once began."
    assert too_long([long]) == [long]


def test_client_pages_can_be_read_at_nine_to_eleven():
    hard = {}
    for path in tree.templates():
        text = path.read_text()
        found = wording.grade(wording.read(text))
        if narrow(text) and found.sentences >= 5 and found.value > HARDEST:
            hard[tree.short(path)] = found
    assert not hard


def test_client_pages_together():
    blocks = [b for p in tree.templates() if narrow(p.read_text()) for b in wording.read(p.read_text())]
    assert wording.grade(blocks).value <= HARDEST


def test_control_a_hard_text_is_noticed():
    hard = (
        "Psychotherapeutic interventions necessitate a collaborative relationship characterised by mutual understanding. "
        "Individual circumstances determine the appropriate therapeutic modality."
    )
    assert wording.grade([hard]).value > 15
    easy = "You can stop at any time. Tom reads your words before you meet. Nothing you write is lost."
    assert wording.grade([easy]).value < 4


@pytest.mark.parametrize(
    "word, count",
    [
        ("therapy", 3),
        ("therapist", 3),
        ("asked", 1),
        ("wanted", 2),
        ("question", 2),
        ("questionnaire", 3),
        ("little", 2),
        ("people", 2),
        ("appointment", 3),
        ("before", 2),
        ("answers", 2),
        ("changes", 2),
        ("times", 1),
        ("being", 2),
        ("area", 3),
        ("one", 1),
        ("understanding", 4),
        ("ideas", 3),
    ],
)
def test_syllables_are_counted_honestly(word, count):
    assert wording.syllables(word) == count


def test_letters_say_nothing_about_health():
    """No mail names a form, a score or the word therapy (T34)."""
    import re

    telling = re.compile(r"therap|score|phq|gad|questionnaire|mood|diagnos|session\b", re.I)
    letters = [p for p in tree.sources() if "letters.post" in p.read_text()]
    assert letters
    from duologue.homework import reminders as of_practice
    from duologue.people import actions, signing_in
    from duologue.sessions import reminders

    texts = [
        actions.INVITATION,
        signing_in.RESET,
        signing_in.NOTHING,
        reminders.REMINDER,
        of_practice.REMINDER + of_practice.SUBJECT,
    ]
    assert not [text for text in texts if telling.search(text)]
