"""How much a line reader is heard: chosen on lines that neither reader has learnt from."""

import numpy as np

from numerals.inference.bundle import load_bundle
from numerals.inference.ctc import frames_of
from numerals.inference.line_model import LineModel
from numerals.inference.page_model import load_page_model
from numerals.reader.found import SURE
from numerals.reader.lines import FoundLine, Weighing, opinions
from numerals.results import Box
from numerals.training.hearing import UnsureLine, choose, lines_on, right_share
from numerals.training.page_answers import shipped_classify
from numerals.training.pages import make_shard


def _frames(text: str, sure: float = 15.0) -> np.ndarray:
    answer = np.zeros((14, 2 * len(text) + 1))
    answer[13, ::2] = sure
    for place, digit in enumerate(text):
        answer[int(digit), 2 * place + 1] = sure
    return frames_of(answer)


def _unsure(seen: str, heard: str, truth: str, sure: float = 0.7) -> UnsureLine:
    told = np.full((len(seen), 10), (0.99 - sure) / 9)
    told[range(len(seen)), [int(digit) for digit in seen]] = sure
    boxes = tuple(Box(20 * i, 10, 16, 28) for i in range(len(seen)))
    return UnsureLine(opinions(FoundLine(tuple(range(len(seen))), boxes, told), _frames(heard)), truth)


def test_who_hears_better_than_was_seen_is_heard():
    lines = [_unsure("41", "47", "47"), _unsure("23", "23", "23"), _unsure("58", "56", "56")]
    chosen = choose(lines)
    assert chosen["heard"] > 0
    assert right_share(lines, chosen["heard"]) == 1.0
    assert right_share(lines, 0.0) == 1 / 3


def test_who_hears_worse_is_not_heard():
    lines = [_unsure("41", "47", "41"), _unsure("23", "28", "23"), _unsure("58", "56", "58")]
    assert choose(lines)["heard"] == 0.0
    assert right_share(lines, 0.3) == 0.0


def test_confidence_is_what_was_right_of_such_digits():
    """Nine of ten lines are right where both agree, and one of two where they do not."""
    agreed = [_unsure("1", "1", "7" if i % 10 == 0 else "1") for i in range(200)]
    apart = [_unsure("1", "7", "7" if i % 2 else "1", 0.9) for i in range(100)]
    chosen = choose(agreed + apart)
    together, split = (
        lines[0].opinions.weighed(Weighing(chosen["heard"])).confidences(chosen["calibration"])[0]
        for lines in (agreed, apart)
    )
    assert abs(together - 0.9) < 0.05
    assert abs(split - 0.5) < 0.12


def test_with_no_line_to_learn_from_the_share_itself_is_the_confidence():
    assert choose([])["calibration"] == [0.0, 1.0, 0.0, 0.0]


def test_lines_are_unsure_ones_with_what_is_written_there(monkeypatch):
    model = LineModel(load_bundle().folder, {"temperature": 1.0})
    monkeypatch.setattr(LineModel, "answer", lambda _, strips: np.zeros((1, 14, strips.shape[2] // 4), np.float32))
    pages, classify, shard = load_page_model(), shipped_classify(), make_shard(None, 5, 30)
    found = [
        (line, marks)
        for ink, marks in zip(shard.ink, shard.marks, strict=True)
        for line in lines_on(model, pages, classify, ink, marks)
    ]
    assert len(found) >= 3
    for line, marks in found:
        assert line.opinions.line.told.max(axis=1).min() < SURE
        assert len(line.truth) <= (marks[:, 0] < 10).sum()
    assert any(line.truth for line, _ in found)
