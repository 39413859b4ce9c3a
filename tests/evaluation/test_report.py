"""The evaluation of one model, its page, and its speed."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest
from sklearn import metrics

from numerals import DataError
from numerals.confidence.calibration import softmax
from numerals.data.sources import Dataset, Split, validation_split
from numerals.evaluation.page import write_report
from numerals.evaluation.report import Evaluation, evaluate_model, may_have_seen, part_of
from numerals.evaluation.speed import measure
from numerals.inference.bundle import Bundle, load_bundle


def test_the_figures_are_those_of_the_answers(evaluation, weak, digits):
    figures = evaluation.summary()
    probabilities = softmax(weak.logits(digits.test.images))
    answers, labels = probabilities.argmax(axis=1), digits.test.labels
    assert 0.8 < figures["accuracy"] < 0.99
    assert figures["accuracy"] == metrics.accuracy_score(labels, answers)
    assert figures["errors"] == (answers != labels).sum() == len(figures["mistakes"])
    assert figures["macro"]["f1"] == pytest.approx(metrics.f1_score(labels, answers, average="macro"))
    assert figures["confusion_matrix"] == metrics.confusion_matrix(labels, answers).tolist()
    assert figures["interval"][0] < figures["accuracy"] < figures["interval"][1]
    assert sum(b["images"] for b in figures["reliability"]) == figures["images"] == 360
    sure = probabilities.max(axis=1) >= 0.5
    assert figures["unreadable"] == {
        "threshold": 0.5,
        "share": pytest.approx(1 - sure.mean()),
        "accuracy_of_the_rest": pytest.approx((answers == labels)[sure].mean()),
    }
    assert figures["risk_coverage"]["accuracy_at_99"] >= figures["accuracy"]


def test_the_figures_are_json_as_they_are(evaluation):
    figures = evaluation.summary()
    assert json.loads(json.dumps(figures)).keys() == figures.keys()


def test_right_answers_are_told_too_those_in_doubt_and_the_surest(evaluation):
    figures = evaluation.summary()
    assert len(figures["doubtful"]) == 24
    assert [one["digit"] for one in figures["surest"]] == [digit for digit in range(10) for _ in range(2)]
    for one in figures["doubtful"] + figures["surest"]:
        assert one["likeliest"][0][0] == one["digit"] == evaluation.split.labels[one["index"]]
    sure = [one["likeliest"][0][1] for one in figures["doubtful"]]
    assert sure == sorted(sure)
    assert sure[-1] <= min(one["likeliest"][0][1] for one in figures["surest"])


def test_mistakes_come_with_the_surest_first(evaluation):
    mistakes = evaluation.summary()["mistakes"]
    sure = [mistake["likeliest"][0][1] for mistake in mistakes]
    assert sure == sorted(sure, reverse=True)
    for mistake in mistakes:
        assert evaluation.split.labels[mistake["index"]] == mistake["digit"] != mistake["likeliest"][0][0]
        assert len(mistake["likeliest"]) == 3


def test_the_temperature_of_the_card_is_used(weak, digits):
    warm = Bundle(weak.folder, weak.card | {"temperature": 10.0})
    assert evaluate_model(warm, digits).confidence.max() < evaluate_model(weak, digits).confidence.max()


def test_parts_are_the_frozen_ones(digits):
    rest, held = validation_split(digits)
    assert part_of(digits, "test") is digits.test
    assert part_of(digits, "validation").fingerprint == held.fingerprint
    assert part_of(digits, "train").fingerprint == rest.fingerprint


def test_a_part_that_is_unknown_or_empty_is_told(digits):
    with pytest.raises(DataError, match="unknown part 'all'; known are test, validation, train"):
        part_of(digits, "all")
    none = Split(np.zeros((0, 28, 28), np.uint8), np.zeros(0, np.int64))
    with pytest.raises(DataError, match="the test part of mine holds no image"):
        part_of(Dataset("mine", "", digits.train, none), "test")


def test_a_model_may_have_seen_what_its_card_does_not_rule_out(weak, digits):
    other = Dataset("other", "", digits.test, digits.test)
    careless = Bundle(weak.folder, weak.card | {"data": {"train_sha256": digits.train.fingerprint}})
    seen = [
        (may_have_seen(bundle, digits, "test"), may_have_seen(bundle, digits, "validation"))
        for bundle in (weak, careless, load_bundle())
    ]
    assert seen == [(False, False), (False, True), (False, False)]
    assert may_have_seen(weak, digits, "train")
    assert not may_have_seen(weak, other, "train")


def test_progress_is_told_for_every_image(weak, digits):
    told: list[int] = []
    many = Split(np.tile(digits.test.images, (7, 1, 1)), np.tile(digits.test.labels, 7))
    evaluate_model(weak, Dataset("many", "", digits.train, many), say=told.append)
    assert told == [1000, 1000, 520]


def test_the_speed_is_measured_after_a_warm_up(weak, digits):
    speed = measure(weak, digits.test.images[:3], singles=40, batches=4)
    assert 0 < speed.milliseconds <= speed.milliseconds_95
    assert speed.images_per_second > 1000 / speed.milliseconds_95 / 10
    assert (speed.singles, speed.batch, speed.batches) == (40, 256, 4)


class Looker(HTMLParser):
    """What a page is made of: its elements with their attributes."""

    VOID = ("meta", "img", "br", "path", "rect", "polyline")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in self.VOID:
            assert self.open.pop() == tag

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def page(evaluation, tmp_path_factory) -> str:
    """The report as HTML."""
    path = tmp_path_factory.mktemp("report") / "deep" / "report.html"
    write_report(evaluation, path)
    return path.read_text(encoding="utf-8")


class TestPage:
    def test_its_elements_are_closed_in_order(self, page):
        assert Looker(page).open == []

    def test_it_needs_no_other_file_and_no_script(self, page):
        looked = Looker(page)
        assert all(image["src"].startswith("data:image/png;base64,") for image in looked.all("img"))
        assert not looked.all("script") + looked.all("link")
        assert "http" not in page
        assert "url(" not in page

    def test_it_says_the_figures(self, page, evaluation):
        figures = evaluation.summary()
        for share in (figures["accuracy"], figures["macro"]["f1"], figures["calibration_error"]):
            assert f"{share:.2%}" in page
        assert f"<strong>{figures['most_wrong']}</strong>" in page
        pair = figures["confused"][0]
        assert f"{pair['digit']} read as {pair['answer']}" in page

    def test_screen_readers_are_told_what_tables_and_pictures_are(self, page):
        looked = Looker(page)
        assert len(looked.all("caption")) == len(looked.all("table")) == 5
        assert {head["scope"] for head in looked.all("th")} == {"row", "col"}
        assert all(image["alt"].startswith("a handwritten ") for image in looked.all("img"))
        assert [drawing["role"] for drawing in looked.all("svg")] == ["img", "img"]
        assert all(drawing["aria-label"] for drawing in looked.all("svg"))
        assert page.count("<h1>") == 1

    def test_it_is_light_or_dark(self, page):
        assert "color-scheme: light dark" in page

    def test_the_gallery_shows_wrong_doubtful_and_sure_ones(self, page, evaluation):
        wrong, doubtful, sure = page.split("<h2>")[-3:]
        errors = evaluation.summary()["errors"]
        assert wrong.startswith(f"Wrong ({errors})")
        assert wrong.count("<figure>") == wrong.count(" read as ") == errors
        first = evaluation.mistakes()[0]
        assert f"image {first}<" in wrong.split("</figure>")[0]
        assert doubtful.count("<figure>") == 24
        assert sure.count("<figure>") == 20
        assert " read as " not in doubtful + sure
        shown = [float(share) for share in re.findall(r"<br>\d: ([\d.]+)%", sure)][::3]
        assert min(shown) > 60

    def test_a_name_cannot_break_it(self, evaluation, tmp_path):
        write_report(replace(evaluation, data="<b>&"), tmp_path / "a.html")
        text = (tmp_path / "a.html").read_text()
        assert "<b>" not in text
        assert "&lt;b&gt;&amp;" in text


def test_a_model_without_mistakes_has_a_page_too(digits, tmp_path):
    few = Split(digits.test.images[:12], digits.test.labels[:12])
    perfect = Evaluation("perfect-0", "digits", "test", few, np.eye(10)[few.labels], 0.5)
    write_report(perfect, tmp_path / "perfect.html")
    page = (tmp_path / "perfect.html").read_text()
    assert "Nothing was misread." in page
    assert "Wrong (0)" in page
    assert Looker(page).open == []
    assert perfect.summary()["speed"] is None
