"""The page reader's network: its targets, its losses, and that it learns to find what stands on a page."""

import numpy as np
import pytest
import torch

from numerals.errors import ModelError
from numerals.inference.detections import find_peaks, suppress
from numerals.models.detector.learning import detector_loss, fit_detector, moved, overlap_loss
from numerals.models.detector.network import KINDS, OUTPUTS, STRIDE, DigitDetector, boxes_of
from numerals.models.detector.start import start_from
from numerals.models.detector.targets import make_targets, table_of
from numerals.models.epochs import Course
from numerals.models.networks import fold_and_round
from numerals.models.onnx import pages_to_onnx


def _marks(*rows: tuple[float, ...]) -> np.ndarray:
    return np.array(rows, np.float32).reshape(-1, 7)


def test_the_answer_has_one_cell_for_four_pixels():
    with torch.inference_mode():
        assert DigitDetector().eval()(torch.zeros(2, 1, 48, 80)).shape == (2, OUTPUTS, 12, 20)


def test_targets_stand_at_the_middle_and_leave_cut_marks_open():
    marks = _marks((7, 8, 4, 24, 36, 1, 0), (11, 40, 18, 52, 22, 1, 0), (3, 60, 0, 64, 20, 0, 0))
    targets = make_targets(table_of([marks]), 48, 64)
    assert targets.heat.shape == (1, 2, 12, 16)
    row, column = np.unravel_index(int(targets.heat[0, 0].argmax()), (12, 16))
    assert targets.heat[0, 0].max() == 1
    assert abs((row + 0.5) * STRIDE - 20) <= 2
    assert abs((column + 0.5) * STRIDE - 16) <= 2
    assert targets.heat[0, 1].max() == 1
    assert set(targets.kinds[targets.weights.amax(2) > 0].tolist()) == {7, 11}
    assert targets.counted[0, 0, 2, 15] == 0
    assert targets.counted[0, 0, 8, 5] == 1


def test_of_two_neighbours_the_nearer_has_the_cell():
    targets = make_targets(table_of([_marks((1, 8, 4, 16, 36, 1, 0), (2, 16, 4, 24, 36, 1, 0))]), 48, 64)
    columns = [targets.cells[0, i][targets.weights[0, i] > 0] % 16 for i in (0, 1)]
    assert columns[0].max() < columns[1].min()
    assert targets.weights[0].amax(1).tolist() == [1, 1]


def test_room_that_no_mark_needs_changes_nothing():
    one, two = _marks((7, 8, 4, 24, 36, 1, 0)), _marks((1, 8, 4, 16, 36, 1, 0), (2, 40, 4, 48, 36, 1, 0))
    alone, beside = (make_targets(table_of(pages), 48, 64) for pages in ([one], [two, one]))
    assert torch.equal(alone.heat[0], beside.heat[1])
    assert torch.equal(alone.weights[0, 0], beside.weights[1, 0])
    assert not beside.weights[1, 1].any()


def test_boxes_move_with_the_ink():
    ink, row = torch.zeros(40, 1, 64, 96), (3, 40, 24, 52, 40, 1, 0)
    ink[:, :, 24:40, 40:52] = 1
    seen, marks = moved(ink, table_of([_marks(row)] * 40), torch.Generator().manual_seed(0))
    for picture, mark in zip(seen[:, 0], marks[:, 0], strict=True):
        if mark[5] == 1:
            rows, columns = torch.nonzero(picture > 0.5, as_tuple=True)
            found = torch.tensor([columns.min(), rows.min(), columns.max() + 1, rows.max() + 1])
            assert (found - mark[1:5]).abs().max() < 1.5
    assert (marks[:, 0, 5] == 1).sum() > 20


def test_what_moves_over_the_edge_is_left_open():
    ink = torch.zeros(60, 1, 64, 96)
    row = (3, 0, 24, 12, 40, 1, 0)
    _, marks = moved(ink, table_of([_marks(row)] * 60), torch.Generator().manual_seed(0))
    assert {1.0, 0.0} <= set(marks[:, 0, 5].tolist())
    whole = marks[:, 0][marks[:, 0, 5] == 1]
    assert (whole[:, 1] >= 0).all()


def test_a_page_without_marks_has_a_loss_of_heat_alone():
    answer = torch.full((1, OUTPUTS, 12, 16), -4.0, requires_grad=True)
    loss = detector_loss(answer, make_targets(table_of([_marks()]), 48, 64))
    loss.backward()
    assert 0 < loss.item() < 1
    assert answer.grad is not None
    assert not answer.grad[:, 2:].any()


def test_overlap_is_no_loss_for_equal_boxes_and_more_for_distant_ones():
    box = torch.tensor([[0.0, 0, 10, 20]])
    losses = [float(overlap_loss(box, box + shift)) for shift in (0, 4, 40, 80)]
    assert losses[0] == 0
    assert losses == sorted(losses)
    assert losses[3] > 1


def _page(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Two kinds of blocks on an empty picture: upright ones are called 1, lying ones 2."""
    ink, rows = np.zeros((64, 96), np.uint8), []
    for column in (8, 40, 68):
        kind = int(rng.integers(1, 3))
        width, height = (6, 24) if kind == 1 else (20, 12)
        x, y = column + int(rng.integers(0, 6)), int(rng.integers(4, 34))
        ink[y : y + height, x : x + width] = 255
        rows.append((kind, x, y, x + width, y + height, 1, 0))
    return ink, _marks(*rows)


def test_it_learns_to_find_and_to_tell_two_kinds_of_blocks():
    rng = np.random.default_rng(0)
    pages = [_page(rng) for _ in range(64)]
    torch.manual_seed(0)
    network = DigitDetector((8, 16, 16, 24), (1, 1, 1))
    course = Course(epochs=25, batch=8, rate=4e-3, average=0.9, seed=0)
    fitted = fit_detector(network, np.stack([ink for ink, _ in pages]), [marks for _, marks in pages], course)
    found = wanted = right = 0
    for ink, marks in (_page(rng) for _ in range(10)):
        with torch.inference_mode():
            answer = fitted.network(torch.from_numpy(ink)[None, None].float() / 255)[0].numpy()
        digits, _ = find_peaks(answer, 0.4)
        digits = digits.pick(suppress(digits, digits.scores))
        found, wanted = found + len(digits), wanted + len(marks)
        for mark in marks:
            away = np.abs(digits.boxes - mark[1:5]).max(axis=1)
            right += int(len(away) > 0 and away.min() < 5 and digits.kinds[away.argmin()].argmax() == mark[0])
    assert wanted == 30
    assert right >= 27
    assert found <= 33


def test_boxes_are_those_that_the_finder_reads():
    answer = torch.zeros(1, OUTPUTS, 3, 4)
    answer[0, 0, 1, 2] = 9.0
    answer[0, -4:, 1, 2] = torch.tensor([0.25, -0.5, 0.1, -0.2])
    digits, marks = find_peaks(answer[0].numpy(), 0.6)
    assert len(digits) == 1
    assert len(marks) == 0
    assert digits.kinds.shape == (1, KINDS)
    assert np.allclose(digits.boxes[0], boxes_of(answer)[0, :, 1, 2].numpy(), atol=1e-4)


def test_a_network_starts_where_another_ended_and_answers_the_same(tmp_path):
    torch.manual_seed(0)
    taught, fresh = DigitDetector().train(), DigitDetector()
    pictures = torch.rand(6, 1, 48, 64)
    with torch.no_grad():
        taught(pictures)  # normalisations that are not those of a new network
    fold_and_round(taught)
    file = tmp_path / "model.onnx"
    file.write_bytes(pages_to_onnx(taught))
    start_from(fresh, file, pictures)
    with torch.inference_mode():
        assert torch.allclose(fresh.eval()(pictures), taught(pictures), atol=1e-3)
        # Learning sees about the same answers, since the normalisations believe what comes in.
        assert torch.allclose(fresh.train()(pictures), taught(pictures), atol=0.05)
    assert fresh.quarter[0][0].weight.flatten(1).norm(dim=1).allclose(torch.ones(20), atol=1e-4)


def test_another_networks_weights_are_refused(tmp_path):
    file = tmp_path / "model.onnx"
    file.write_bytes(pages_to_onnx(DigitDetector((8, 16, 24, 32)).eval()))
    with pytest.raises(ModelError, match="no page reader of this shape"):
        start_from(DigitDetector(), file, torch.rand(2, 1, 48, 64))
