"""Reading an answer as a person does: its words without tags, and its charts as elements."""

from __future__ import annotations

import html
import re
from xml.etree import ElementTree


def words(answer) -> str:
    """The text of a page's main part, with single spaces."""
    content = answer.content.decode()
    main = content[content.find("<main") : content.rfind("</main>")] or content
    blocks = re.sub(r"<(?!/?(?:a|span|strong|em|sub|sup)\b)[^>]+>", " ", main)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", blocks))).strip()


def measures(answer) -> dict[str, ElementTree.Element]:
    """The cards that show a measure, by its name; they are well-formed, so a plain reader will do."""
    cards = re.findall(r'<section class="card measure".*?</section>', answer.content.decode(), re.S)
    found = [ElementTree.fromstring(re.sub(r"&(?!#|amp;|lt;|gt;|quot;)", "&amp;", card)) for card in cards]
    return {said(card.find("h2")).lower(): card for card in found}


def of_class(element: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    """Every element below with this class."""
    return [one for one in element.iter() if name in one.get("class", "").split()]


def said(element: ElementTree.Element) -> str:
    """The words of an element, with single spaces."""
    return re.sub(r"\s+", " ", "".join(element.itertext())).strip()
