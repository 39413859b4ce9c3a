"""The line reader's network: its losses, how strips vary, and that it learns to read what nobody showed it where."""

import numpy as np
import torch

from numerals.inference.ctc import frames_of, likely_texts
from numerals.models.epochs import Course
from numerals.models.lines.ctc import ctc_loss
from numerals.models.lines.learning import fit_lines, warped
from numerals.models.lines.network import BLANK, OUTPUTS, STRIDE, LineReader

SMALL = {"widths": (8, 12, 16, 24), "blocks": (1, 1), "reaches": (1, 2)}


def test_the_answer_has_one_frame_for_four_columns():
    with torch.inference_mode():
        for width in (32, 100):
            assert LineReader(**SMALL).eval()(torch.zeros(2, 1, 40, width)).shape == (2, OUTPUTS, width // STRIDE)


def test_the_loss_and_its_slope_are_those_of_ctc():
    generator = torch.Generator().manual_seed(0)
    logits = (4 * torch.randn(40, OUTPUTS, 20, generator=generator)).requires_grad_()
    symbols = torch.randint(0, BLANK, (40, 8), generator=generator)
    lengths = torch.randint(0, 9, (40,), generator=generator)
    symbols[:6] = symbols[:6, :1]  # the same again and again
    usual = torch.nn.functional.ctc_loss(
        logits.double().log_softmax(1).permute(2, 0, 1),
        symbols,
        torch.full((40,), 20),
        lengths,
        BLANK,
        reduction="none",
    )
    own = ctc_loss(logits, torch.where(torch.arange(8) < lengths[:, None], symbols, -1), lengths, BLANK)
    assert torch.allclose(own.double(), usual, rtol=1e-4)
    slopes = [torch.autograd.grad(loss.sum(), logits)[0] for loss in (own, usual)]
    assert torch.allclose(*slopes, atol=1e-4)


def test_a_strip_without_digits_is_learnt_from_and_one_that_has_no_room_is_not():
    answer = torch.zeros(2, OUTPUTS, 3, requires_grad=True)
    symbols = torch.tensor([[-1, -1, -1], [7, 7, 7]])  # three sevens need five frames
    loss = ctc_loss(answer, symbols, torch.tensor([0, 3]), BLANK)
    loss.sum().backward()
    assert loss[0] > 1
    assert loss[1] == 0
    assert answer.grad[0].abs().sum() > 0
    assert answer.grad[1].abs().sum() == 0


def test_the_writing_stays_on_the_strip_however_it_varies():
    strips = torch.zeros(80, 1, 40, 256)
    strips[:, :, 12:28, 20:236] = 1
    seen = warped(strips, torch.tensor([[20.0, 236.0]]).repeat(80, 1), torch.Generator().manual_seed(0))
    ink = seen[:, 0, 20] > 0.5
    assert not ink[:, [0, 255]].any()
    wide = ink.sum(1)
    assert wide.max() - wide.min() > 20
    assert wide.max() <= 252


def _strip(rng: np.random.Generator) -> tuple[np.ndarray, list[int]]:
    """Upright blocks, which are called 1, and lying ones, called 2."""
    ink, written = np.zeros((40, 96), np.uint8), []
    for column in range(8, 8 + 22 * int(rng.integers(0, 5)), 22):
        kind = int(rng.integers(1, 3))
        width, height = (6, 26) if kind == 1 else (16, 8)
        x, y = column + int(rng.integers(0, 5)), int(rng.integers(4, 12))
        ink[y : y + height, x : x + width] = 255
        written.append(kind)
    return ink, written


def test_it_learns_to_read_two_kinds_of_blocks():
    rng = np.random.default_rng(0)
    lines = [_strip(rng) for _ in range(192)]
    symbols = np.array([np.pad(written, (0, 4 - len(written))) for _, written in lines], np.int64)
    lengths = np.array([len(written) for _, written in lines], np.int64)
    extents = np.tile(np.array([0, 96], np.float32), (len(lines), 1))
    torch.manual_seed(0)
    course = Course(epochs=25, batch=16, rate=6e-3, average=0.9, seed=0)
    fitted = fit_lines(LineReader(**SMALL), np.stack([ink for ink, _ in lines]), symbols, lengths, extents, course)
    assert fitted.history[-1]["loss"] < 0.2 * fitted.history[0]["loss"]
    right = 0
    for ink, written in (_strip(rng) for _ in range(40)):
        with torch.inference_mode():
            answer = fitted.network(torch.from_numpy(ink)[None, None].float() / 255)[0].numpy()
        right += likely_texts(frames_of(answer))[0][0] == "".join(map(str, written))
    assert right >= 34
