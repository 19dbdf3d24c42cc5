"""What the first assessment offers to other pages: the agreement and its signatures, and the maps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import dateformat, timezone
from django.utils.safestring import SafeString

from duologue.assessment import drawing, history
from duologue.assessment.history import Whole
from duologue.assessment.maps import KINDS, Kind
from duologue.assessment.models import (
    Agreement,
    Formulation,
    FormulationArrow,
    FormulationBox,
    FormulationVersion,
    HistoryPart,
)
from duologue.assessment.reading import Arrow, Box, read_out
from duologue.courses.models import ProblemRating, Stage
from duologue.questionnaires.models import Response


@dataclass(frozen=True)
class Standing:
    """An agreement as one side sees it."""

    agreement: Agreement
    side: str

    @property
    def mine_at(self) -> Any:
        return getattr(self.agreement, f"{self.side}_signed_at")

    @property
    def theirs_at(self) -> Any:
        other = "therapist" if self.side == "client" else "client"
        return getattr(self.agreement, f"{other}_signed_at")

    @property
    def holds(self) -> bool:
        """Both have signed the words as they stand."""
        return bool(self.mine_at and self.theirs_at)

    @property
    def sections(self) -> list[tuple[str, str]]:
        """The words in paragraphs; a short first line without a full stop is the heading of its paragraph."""
        blocks = [block.strip() for block in self.agreement.words.replace("\r\n", "\n").split("\n\n") if block.strip()]
        return [_headed(block) for block in blocks]

    @property
    def has_gaps(self) -> bool:
        """Something in [brackets] is still to be filled in."""
        return "[" in self.agreement.words


def _headed(block: str) -> tuple[str, str]:
    first, _, rest = block.partition("\n")
    is_heading = bool(rest) and len(first) <= 60 and first[-1] not in ".:;!?,"
    return (first, rest) if is_heading else ("", block)


def agreement(viewer: Any, course: Any) -> Standing | None:
    """The agreement of a course that `viewer.course()` opened, or None when nothing is written yet."""
    held = (
        viewer.records(Agreement)
        .filter(course=course)
        .select_related("client_signed_by", "therapist_signed_by")
        .first()
    )
    return Standing(held, course.viewed_as) if held else None


def to_sign(viewer: Any) -> list[Agreement]:
    """Agreements that wait for this client's signature."""
    own = viewer.courses.of_client(viewer.user).values("pk")
    return list(
        viewer.records(Agreement).filter(course__in=own, client_signed_at__isnull=True).select_related("course")
    )


@dataclass(frozen=True)
class Map:
    """A map ready to be shown: its cells, its arrows as a drawing and as words, and what it says when it is read out."""

    held: Formulation
    kind: Kind
    boxes: tuple[Any, ...]
    found: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    name: str = ""

    @property
    def cells(self) -> list[drawing.Cell]:
        return drawing.cells(self.kind, self.found, self.arrows)

    @property
    def svg(self) -> SafeString:
        return drawing.arrows_drawn(self.cells)

    @property
    def sentences(self) -> list[str]:
        return read_out(self.kind, self.found, self.arrows, name=self.name)

    @property
    def ways(self) -> list[tuple[Arrow, Box, Box]]:
        """Every arrow with the boxes at both ends."""
        by_id = {box.id: box for box in self.found}
        return [(arrow, by_id[arrow.start], by_id[arrow.end]) for arrow in self.arrows]


def maps(viewer: Any, course: Any) -> list[Map]:
    """Every map of a course, the newest first."""
    held = viewer.records(Formulation).filter(course=course).order_by("-written_at", "-pk")
    return [drawn(viewer, one, course=course) for one in held.select_related("author")]


def drawn(viewer: Any, held: Formulation, *, course: Any = None) -> Map:
    """A map as it is now; three queries."""
    boxes = viewer.records(FormulationBox).filter(formulation=held, taken_away_at__isnull=True)
    boxes = tuple(boxes.select_related("course", "formulation").order_by("written_at", "pk"))
    rated = ratings_of(viewer, boxes)
    arrows = viewer.records(FormulationArrow).filter(formulation=held, taken_away_at__isnull=True)
    return Map(
        held,
        KINDS[held.kind],
        boxes,
        tuple(Box(str(box.pk), box.place, box.words, rated.get(box.pk, "")) for box in boxes),
        tuple(
            Arrow(str(arrow.pk), str(arrow.start_id), str(arrow.end_id), arrow.word)
            for arrow in arrows.order_by("written_at", "pk")
        ),
        _called(course or held.course),
    )


def _called(course: Any) -> str:
    """The client's name where somebody else reads along; they themselves are "you"."""
    return course.client.called if course.viewed_as == "therapist" else ""


def ratings_of(viewer: Any, boxes: Iterable[Any]) -> dict[Any, str]:
    """How each of these boxes was rated last, in words, where it is rated."""
    problems = {box.problem_id: box.pk for box in boxes if box.problem_id}
    given = viewer.records(ProblemRating).filter(problem__in=problems).order_by("written_at", "pk")
    return {
        problems[problem]: f"{value} of 10 on {dateformat.format(timezone.localtime(at), 'j F')}"
        for problem, at, value in given.values_list("problem_id", "written_at", "value")
    }


def as_it_was(held: Formulation, version: FormulationVersion, *, course: Any) -> Map:
    """A map in one of its versions, as this course's viewer reads it."""
    kept = version.held
    boxes = tuple(Box(**box) for box in kept["boxes"])
    arrows = tuple(Arrow(**arrow) for arrow in kept["arrows"])
    return Map(held, KINDS[held.kind], (), boxes, arrows, _called(course))


def history_of(viewer: Any, course: Any) -> Whole:
    """The history of a course as this person may see it: a draft belongs to its author alone. Two queries."""
    parts = [form.id for form in history.forms()]
    responses = viewer.records(Response).filter(course=course, form_id__in=parts).select_related("ask")
    if course.viewed_as == "therapist":
        responses = responses.filter(sent_at__isnull=False)
    return history.whole(responses, viewer.records(HistoryPart).filter(course=course))


def history_to_do(viewer: Any, course: Any) -> Whole | None:
    """For the client's Today: their history while the first stage lasts and something is left of it."""
    if course.stage is None or course.stage.kind not in (Stage.Kind.ENQUIRY, Stage.Kind.ASSESSMENT):
        return None
    held = history_of(viewer, course)
    return None if held.is_done else held
