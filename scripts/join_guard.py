"""Joins the shipped guard with the shipped model and autoencoder: ``python scripts/join_guard.py``.

To be run after one of them was trained anew. What it finds is written into the card of the guard: weights of what each
of them says, and thresholds. MNIST is taken from NUMERALS_DATA, else downloaded.
"""

import json
import os

from numerals.data.places import cache_folder, data_root
from numerals.data.sources import load
from numerals.inference.bundle import load_bundle
from numerals.inference.space import SHIPPED, load_space, write_card
from numerals.training.join import joined


def main() -> None:
    """Rewrites the card."""
    guard, bundle = load_space(SHIPPED / "guard"), load_bundle()
    digits = load("mnist", data_root(os.environ), cache_folder(os.environ))
    found = joined(guard, bundle, load_space(SHIPPED / "vae"), digits)
    write_card(guard.folder, guard.card | found)
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
