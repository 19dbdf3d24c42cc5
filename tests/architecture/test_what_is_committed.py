"""No registry address, no path of anybody's machine, no secret and no heavy file is ever committed."""

import re

import pytest

from tests.architecture import tree

HEAVIEST = 1 << 20
# Written in pieces, or this file would find itself.
FORBIDDEN = {
    "a registry's address": re.compile(
        "|".join([r"py" + r"pi\.org", r"pythonhosted" + r"\.org", r"registry" + r"\.npmjs"])
    ),
    "a path of one machine": re.compile(r"(?:^|[^\w.])(?:/wo" + r"rk/|/ro" + r"ot/|/home/[a-z]+/|/Users/[A-Za-z]+/)"),
    "a private key": re.compile(r"-----BEGIN (?:[A-Z]+ )?PRIV" + r"ATE KEY-----"),
    "an access key": re.compile(r"\b(?:AK" + r"IA[0-9A-Z]{16}|gh" + r"[pousr]_[A-Za-z0-9]{30,}|sk-[A-Za-z0-9]{32,})\b"),
}


def found_in(text: str) -> set[str]:
    return {what for what, pattern in FORBIDDEN.items() if pattern.search(text)}


def test_nothing_that_belongs_elsewhere_is_committed():
    faults = {}
    for path in tree.committed():
        if path.stat().st_size > HEAVIEST:
            faults[tree.short(path)] = {"heavier than 1 MiB"}
        elif path.suffix not in (".png", ".webp", ".ico") and (found := found_in(path.read_text(errors="replace"))):
            faults[tree.short(path)] = found
    assert not faults


@pytest.mark.parametrize(
    "planted, what",
    [
        ("--index-url https://py" + "pi.org/simple", "a registry's address"),
        ("cd /wo" + "rk/main", "a path of one machine"),
        ("-----BEGIN PRIV" + "ATE KEY-----", "a private key"),
        ("AK" + "IA" + "ABCDEFGHIJKLMNOP", "an access key"),
    ],
)
def test_control_each_of_these_is_noticed(planted, what):
    assert found_in(planted) == {what}


def test_every_requirement_is_pinned_and_hashed():
    for name in ("base.txt", "test.txt", "bench.txt"):
        text = (tree.ROOT / "requirements" / name).read_text()
        named = re.findall(r"^[a-z0-9][\w.-]*(?:\[[\w,]+\])?==", text, re.M | re.I)
        blocks = re.split(r"\n(?=[a-z0-9])", text.strip(), flags=re.I)
        assert len(named) == len(blocks)
        assert all("--hash=sha256:" in block for block in blocks)
