"""Writes spaces.json: what `numerals` makes of codes, whatever networks they come from.

The Python and the TypeScript tests both compare with this file, so that the pages Compare and Dream compute as the
commands and the API do. Run after a change of the arithmetic: ``python tests/golden/make_spaces.py``.
"""

import json
from pathlib import Path

import numpy as np

from numerals.confidence.verification import Judge
from numerals.explore.generation import between, lattice

STEPS = 5
SIDE = 6


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
        "about": "judge: probability of each pair; between: codes on the way; lattice: codes of the plane, row by row",
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
        "lattice": {"side": SIDE, "codes": lattice(SIDE).reshape(-1, 2).tolist()},
    }
    text = json.dumps(golden, separators=(",", ":"))
    Path(__file__).with_name("spaces.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
