"""What `make docs` writes is what the code says now."""

import pytest
from benchmarks import reference


@pytest.mark.parametrize("name", ["routes.md", "instruments.md"])
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
