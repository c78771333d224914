"""The real essay, where it lies beside the project: eight paragraphs, one figure, every quote in place."""

from pathlib import Path

import pytest
import yaml

from archive.sources.quoting import check_quote
from archive.sources.reading import read

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
ESSAY = SHARED / "essay" / "choi-essay.md"
STARTER = SHARED / "starter" / "starter.yaml"

pytestmark = pytest.mark.skipif(
    not (ESSAY.exists() and STARTER.exists()), reason="the essay is not beside the project (../shared/essay)"
)


@pytest.fixture(scope="module")
def essay():
    return read(ESSAY.read_bytes(), filename=ESSAY.name)


def words(essay, block):
    return essay.text[block.start : block.end]


def test_eight_paragraphs_in_the_order_of_the_file(essay):
    paragraphs = [block for block in essay.blocks if block.kind == "paragraph"]
    assert [block.number for block in paragraphs] == list(range(1, 9))
    lines = [line for line in ESSAY.read_text("utf-8").splitlines() if line and not line.startswith("![")]
    assert [words(essay, block) for block in paragraphs] == lines[:8]


def test_the_picture_is_one_figure_between_the_second_and_the_third(essay):
    assert [block.kind for block in essay.blocks] == ["paragraph", "paragraph", "figure", *["paragraph"] * 6]
    figure = essay.blocks[2].figure
    assert figure["address"].startswith("https://static.")
    assert figure["caption"].startswith("Left to right")
    assert "Source:" not in figure["caption"]
    assert figure["credit"].endswith("1994)")
    assert figure["alt"].startswith(figure["caption"])
    assert words(essay, essay.blocks[2]) == figure["alt"]


def test_the_label_of_the_page_is_reported_and_no_paragraph(essay):
    assert essay.furniture == ("Comments",)
    assert not essay.text.endswith("Comments")


def test_every_quote_of_the_starter_stands_in_the_paragraph_it_names(essay):
    drawn = [claim["drawn_from"] for claim in yaml.safe_load(STARTER.read_text("utf-8"))["claims"]]
    assert len(drawn) == 8
    paragraphs = {block.number: words(essay, block) for block in essay.blocks if block.number}
    assert [check_quote(one["quote"], paragraphs[one["paragraph"]]).state for one in drawn] == ["exact"] * 8
