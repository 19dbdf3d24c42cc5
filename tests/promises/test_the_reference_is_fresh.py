"""What `make docs` writes is what the code says now."""

import pytest
from benchmarks import reference


@pytest.mark.parametrize("name", ["routes.md", "instruments.md", "on-track.md"])
def test_the_generated_pages_are_fresh(name):
    kept = (reference.FOLDER / name).read_text()
    assert kept == reference.pages()[name], "run: make docs"


def test_control_a_new_route_would_be_noticed(monkeypatch):
    from tests.architecture import tree

    kept = (reference.FOLDER / "routes.md").read_text()
    more = [*tree.routes(), ("home:new", "new/", None)]
    monkeypatch.setattr(tree, "routes", lambda: iter(more))
    assert reference.routes() != kept


def test_the_performance_page_was_written_by_the_bench():
    text = (reference.FOLDER / "performance.md").read_text()
    assert text.startswith("# Performance\n\nWritten by `make bench`") and "| submit | PostgreSQL |" in text


def test_control_another_rule_would_be_noticed(monkeypatch):
    from benchmarks import on_track

    from duologue.science import on_track as rules

    kept = (reference.FOLDER / "on-track.md").read_text()
    monkeypatch.setattr(rules, "NO_CHANGE_BY", 6)
    assert on_track.page.__wrapped__() != kept


def test_the_growth_page_was_written_by_the_bench_and_its_demands_hold():
    text = (reference.FOLDER / "growth.md").read_text()
    assert text.startswith("# The growth model beside others\n\nWritten by `make bench-growth`")
    assert text.count("times: holds |") == 6 and "does not hold" not in text and "s or less: holds" in text
