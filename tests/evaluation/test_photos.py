"""The photo benchmark, on a folder made on the fly."""

from pathlib import Path

import pytest
from PIL import Image

from numerals import DataError
from numerals.data.pages import write_page
from numerals.evaluation.gallery import write_gallery
from numerals.evaluation.photos import Labelled, Outcome, evaluate, load_labels, summarize

LABELS = r"""file,label,paper
good.png,462\n119,plain
spaced.png,4 6 2\n1 19,ruled
wrong<b>&.png,999\n119,plain
text.png,12,ruled
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three pages that say 462 and 119, of which one is labelled wrongly, and a file that is no picture."""
    place = tmp_path_factory.mktemp("photos")
    page = Image.fromarray(write_page(["462", "119"], seed=3).image)
    for name in ("good", "spaced", "wrong<b>&"):
        page.save(place / f"{name}.png")
    (place / "text.png").write_text("no picture")
    (place / "labels.csv").write_text(LABELS)
    return place


@pytest.fixture(scope="module")
def outcomes(folder, reader) -> list[Outcome]:
    """What the shipped model makes of them."""
    return evaluate(reader, load_labels(folder))


def test_labels_are_read_with_their_lines_and_other_columns(folder):
    first, spaced, *_ = load_labels(folder)
    assert first == Labelled(folder / "good.png", "462\n119", {"paper": "plain"})
    assert spaced.text == "4 6 2\n1 19"


def test_labels_from_a_spreadsheet_are_read(tmp_path):
    (tmp_path / "labels.csv").write_bytes("\ufefffile,label\r\na.png,0071\r\n".encode())
    assert load_labels(tmp_path) == [Labelled(tmp_path / "a.png", "0071", {})]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param(None, r"expected .*labels\.csv with the columns file,label", id="no file"),
        pytest.param("", "needs a header with the columns file,label and at least one row", id="empty"),
        pytest.param("file,label\n", "at least one row", id="header only"),
        pytest.param("name,label\na.png,1\n", "columns file,label", id="no column file"),
        pytest.param("file,text\na.png,1\n", "columns file,label", id="no column label"),
        pytest.param("file,label\na.png,1\nb.png,seven\n", r"label of b\.png is 'seven'; expected", id="a word"),
        pytest.param("file,label\na.png,\nb.png\n", "no label has a digit; expected what is written", id="no digits"),
    ],
)
def test_labels_that_are_missing_or_none_are_told(tmp_path, text, says):
    if text is not None:
        (tmp_path / "labels.csv").write_text(text)
    with pytest.raises(DataError, match=says):
        load_labels(tmp_path)


def test_an_image_without_digits_has_an_empty_label(tmp_path):
    (tmp_path / "labels.csv").write_text("file,label\na.png,\nb.png,1\n")
    assert [image.text for image in load_labels(tmp_path)] == ["", "1"]


def test_each_image_has_its_outcome(outcomes):
    assert [o.right for o in outcomes] == [True, True, False, False]
    assert [o.errors for o in outcomes] == [0, 0, 3, 2]
    assert [round(o.error_rate, 3) for o in outcomes] == [0, 0, 0.5, 1]
    assert outcomes[0].reading is not None
    assert outcomes[3].reading is None
    assert [o.error is None for o in outcomes] == [True, True, True, False]
    assert "not a picture" in (outcomes[3].error or "")
    assert all(o.milliseconds > 0 for o in outcomes)


def test_every_image_is_told_when_it_is_done(folder, reader):
    told: list[str] = []
    evaluate(reader, load_labels(folder)[:2], lambda outcome: told.append(outcome.image.path.name))
    assert told == ["good.png", "spaced.png"]


def test_the_summary_counts_all_and_by_column(outcomes):
    summary = summarize(outcomes)
    assert (summary["images"], summary["right"], summary["digits"]) == (4, 0.5, 20)
    assert summary["error_rate"] == pytest.approx(5 / 20)
    assert summary["mean_error_rate"] == pytest.approx(1.5 / 4)
    assert summary["milliseconds"] == pytest.approx(sorted(o.milliseconds for o in outcomes[:3])[1], abs=0.1)
    assert summarize(outcomes[3:])["milliseconds"] is None
    groups = summary["groups"]["paper"]
    assert {value: (g["images"], g["right"]) for value, g in groups.items()} == {"plain": (2, 0.5), "ruled": (2, 0.5)}


def test_no_images_have_a_summary_too():
    assert summarize([]) == {
        "images": 0,
        "right": 0.0,
        "digits": 0,
        "error_rate": 0.0,
        "mean_error_rate": 0.0,
        "milliseconds": None,
        "groups": {},
    }


@pytest.mark.parametrize(
    ("true", "found", "rate"),
    [("", "", 0.0), ("", "12", 2.0), ("1", "123", 2.0), ("12", "", 1.0), ("1\n2", "12", 0.0)],
    ids=["blank and blank", "blank and digits", "much too much", "nothing found", "a line break"],
)
def test_the_error_rate_of_odd_cases(true, found, rate):
    assert Outcome(Labelled(Path("a.png"), true, {}), None, found, 1.0).error_rate == rate


def test_line_breaks_count_for_right():
    assert not Outcome(Labelled(Path("a.png"), "1\n2", {}), None, "12", 1.0).right


@pytest.fixture(scope="module")
def page(outcomes, tmp_path_factory) -> str:
    """The gallery of what went wrong."""
    path = tmp_path_factory.mktemp("gallery") / "deep" / "wrong.html"
    write_gallery(outcomes, path)
    return path.read_text(encoding="utf-8")


class TestGallery:
    def test_it_holds_what_went_wrong_with_the_worst_first(self, page):
        assert "2 of 4 images were not read wholly right" in page
        assert page.count("<figure>") == 2
        assert page.index("text.png") < page.index("wrong&lt;b&gt;")
        assert "good.png" not in page
        assert "<pre>999\n119</pre>" in page
        assert "<pre>462\n119</pre>" in page

    def test_what_could_not_be_read_says_so_and_has_no_picture(self, page):
        assert "could not be read<pre>the file is not a picture" in page
        assert page.count("data:image/jpeg;base64,") == 1

    def test_the_time_is_a_median_and_an_image_without_digits_found_says_so(self, folder, tmp_path):
        write_gallery([Outcome(Labelled(folder / "a.png", "1", {}), None, "", 7.2)], tmp_path / "a.html")
        page = (tmp_path / "a.html").read_text()
        assert "Median ms an image: 7." in page
        assert "read<pre>(nothing)</pre>" in page

    def test_names_cannot_break_the_page(self, page):
        assert "wrong&lt;b&gt;&amp;.png" in page
        assert "<b>" not in page

    def test_it_needs_no_other_file(self, page):
        assert "http" not in page
        assert 'src="data:' in page

    def test_texts_cannot_break_the_page(self, tmp_path):
        bad = Labelled(Path("x.png"), "<script>1</script>", {})
        write_gallery([Outcome(bad, None, "</pre><i>", 1.0)], tmp_path / "a.html")
        page = (tmp_path / "a.html").read_text()
        assert "&lt;script&gt;" in page
        assert "<script>" not in page
        assert "<i>" not in page

    def test_nothing_wrong_makes_a_page_too(self, tmp_path):
        write_gallery([], tmp_path / "none.html")
        assert "0 of 0 images" in (tmp_path / "none.html").read_text()
