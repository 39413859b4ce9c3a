"""Joins the shipped guard with the shipped model, after either was trained anew: ``python scripts/join_guard.py``.

What it finds is written into the guard's card: weights of the guard's logit and of the model's energy, and thresholds.
MNIST is taken from NUMERALS_DATA, else downloaded.
"""

import json
import os

from numerals.data.places import cache_folder, data_root
from numerals.data.sources import load
from numerals.inference.bundle import load_bundle
from numerals.inference.card import CARD_FILE
from numerals.inference.space import SHIPPED, load_space
from numerals.training.join import joined


def main() -> None:
    """Rewrites the card."""
    guard, bundle = load_space(SHIPPED / "guard"), load_bundle()
    found = joined(guard, bundle, load("mnist", data_root(os.environ), cache_folder(os.environ)))
    card = guard.card | found
    (guard.folder / CARD_FILE).write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
