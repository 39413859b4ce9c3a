"""Writes spaces.json: what `numerals` makes of codes, whatever networks they come from.

The Python and the TypeScript tests both compare with this file, so that the pages Compare and Dream compute as the
commands and the API do. Run after a change of the arithmetic: ``python tests/golden/make_spaces.py``.
"""

import json
from pathlib import Path

import numpy as np

from numerals.confidence.novelty import classified, missed
from numerals.confidence.verification import Judge
from numerals.data.pen import sample_digit
from numerals.explore.generation import between, lattice
from numerals.imaging.ink import normalize_strokes

STEPS = 5
SIDE = 6


def novelty(rng: np.random.Generator) -> dict[str, object]:
    """Pictures, what networks might have said of them, and what is made of that."""
    weights, bias = {"guard": 0.4, "energy": 1.4, "error": -2.1, "rate": 0.8, "3": -1.3, "6": 0.9}, -4.0
    pictures = np.stack([normalize_strokes(sample_digit(rng)[0]) for _ in range(3)])
    logits = rng.normal(0, 8, (3, 10)).round(4).astype(np.float32)
    drawn = np.clip(pictures / 255 + rng.normal(0, 0.2, pictures.shape), 0, 1).round(3).astype(np.float32)
    rate, guard = rng.uniform(10, 40, 3).round(3).astype(np.float32), rng.normal(0, 5, 3).round(3)
    error, cost = missed(pictures, drawn, rate)
    looks = {"guard": guard, **classified(logits), "error": error, "rate": cost}
    scores = sum(weight * looks[name] for name, weight in weights.items()) + bias
    told = zip(pictures, drawn, logits, rate, zip(*looks.values(), strict=True), scores, strict=True)
    return {
        "weights": weights,
        "bias": bias,
        "pictures": [
            {
                "picture": picture.ravel().tolist(),
                "drawn": image.ravel().astype(float).round(3).tolist(),
                "logits": row.tolist(),
                "rate": float(nats),
                "looks": dict(zip(looks, map(float, said), strict=True)),
                "score": float(score),
            }
            for picture, image, row, nats, said, score in told
        ],
    }


def main() -> None:
    rng = np.random.default_rng(7)
    judge = Judge(rng.normal(-2, 2, 64).round(4), 6.5)
    codes = rng.standard_normal((12, 64))
    codes = (codes / np.linalg.norm(codes, axis=1, keepdims=True)).astype(np.float32)
    codes[1] = codes[0]
    codes[3] = 0.9 * codes[2] + 0.1 * codes[3]
    pairs = list(zip(codes[::2], codes[1::2], strict=True))
    ends = [tuple(rng.standard_normal((2, length)).astype(np.float32)) for length in (2, 20, 20)]
    ends += [(ends[1][0], -ends[1][0]), (np.zeros(20, np.float32), ends[2][0])]
    golden = {
        "about": "judge: probability of each pair; between: codes on the way; lattice: codes of the plane, row by row; "
        "novelty: what is said of pictures, and their scores",
        "judge": {
            "weights": judge.weights.tolist(),
            "bias": judge.bias,
            "pairs": [
                {"first": a.tolist(), "second": b.tolist(), "same": float(judge(a[None], b[None])[0])} for a, b in pairs
            ],
        },
        "between": [
            {"first": a.tolist(), "second": b.tolist(), "codes": between(a, b, STEPS).tolist()} for a, b in ends
        ],
        "novelty": novelty(rng),
        "lattice": {"side": SIDE, "codes": lattice(SIDE).reshape(-1, 2).tolist()},
    }
    text = json.dumps(golden, separators=(",", ":"))
    Path(__file__).with_name("spaces.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
