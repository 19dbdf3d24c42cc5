"""The how-to is true: its file is taken as it stands there, and the buttons it names are on the page."""

import re
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from duologue.homework.models import Assignment
from duologue.questionnaires import own_sheets
from duologue.questionnaires.own_models import OwnWorksheet
from tests.reading import words

HOW_TO = (Path(__file__).resolve().parent.parent / "docs/how-to/add-a-worksheet.md").read_text()


def test_its_file_is_brought_in_as_it_stands_there(cast, signed_in, now):
    (file,) = re.findall(r"```toml\n(.*?)```", HOW_TO, re.S)
    tom = signed_in(cast.tom)
    tom.post(reverse("techniques:own"), {"do": "bring", "file": SimpleUploadedFile("my-night.toml", file.encode())})
    made = OwnWorksheet.objects.get()
    tom.post(reverse("techniques:own-sheet", args=[made.pk]), {"do": "shelf"})
    (form,) = own_sheets.on_the_shelf(cast.practice)
    assert [item.id for item in form.items] == ["awake", "rested", "helped"]
    assert not form.item("helped").is_asked({"awake": 1}) and form.item("helped").is_asked({"awake": 2})


def test_what_is_on_the_shelf_can_be_agreed_between_sessions(cast, signed_in, now):
    (file,) = re.findall(r"```toml\n(.*?)```", HOW_TO, re.S)
    made = own_sheets.bring_in(file, practice=cast.practice, by=cast.tom, now=now)
    own_sheets.put_on_shelf(made, file, by=cast.tom, now=now)
    tom = signed_in(cast.tom)
    page = tom.get(f"/library/{made.form_id}/", {"with": str(cast.ours.pk)}, follow=True)
    assert 'value="My night"' in page.content.decode()
    said = {"worksheet": made.form_id, "why": "w", "when_where": "w", "obstacle": "o", "confidence": "8"}
    assert tom.post(reverse("homework:agree", args=[cast.ours.pk]), said).status_code == 302
    assert Assignment.objects.unscoped().get().worksheet.items[0].id == "awake"
    elsewhere = signed_in(cast.zoe).post(reverse("homework:agree", args=[cast.abroad.pk]), said)
    assert elsewhere.status_code == 422 and Assignment.objects.unscoped().count() == 1


def test_the_words_it_names_are_on_the_pages(cast, signed_in, now):
    tom = signed_in(cast.tom)
    made = own_sheets.begin(practice=cast.practice, by=cast.tom, now=now)
    pages = [reverse("techniques:library"), reverse("techniques:own"), reverse("techniques:own-sheet", args=[made.pk])]
    more = tom.post(pages[-1], {"move": "more", "rows": "1", "edition": "1"})
    assert more.status_code == 302
    said = " ".join(words(tom.get(page)) for page in pages)
    named = [re.sub(r"\s+", " ", word) for word in re.findall(r"\*\*(.+?)\*\*", HOW_TO, re.S)]
    assert len(named) > 8 and not [word for word in named if word not in said and word != "Make the next version"]
