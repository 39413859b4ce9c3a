"""How true the Siamese network's probability is: ``python benchmarks/same.py``.

Of the 20,000 pairs of MNIST's test digits (``NUMERALS_DATA``, else downloaded) on which its card's figures rest: how
many get a probability within each interval, what that is on average, and how many of them are the same digit.
"""

from itertools import pairwise

from numerals.cli.options import open_source
from numerals.confidence.verification import draw_pairs
from numerals.explore.alike import judge_of
from numerals.inference.space import SHIPPED, load_space
from numerals.training.spaces import PAIRS, PAIRS_SEED

EDGES = (0.0, 0.01, 0.05, 0.2, 0.5, 0.8, 0.95, 0.99, 1.01)


def main() -> None:
    """Prints a line for each interval."""
    space, test = load_space(SHIPPED / "siamese"), open_source("mnist").test
    codes, pairs = space.encode(test.images), draw_pairs(test.labels, PAIRS, PAIRS_SEED)
    told = judge_of(space)(codes[pairs.first], codes[pairs.second])
    print(f"{space.version}\nfrom   to     pairs   mean  the same")
    for low, high in pairwise(EDGES):
        here = (told >= low) & (told < high)
        print(f"{low:4.2f} {min(high, 1):6.2f} {here.sum():8,} {told[here].mean():7.3f} {pairs.same[here].mean():7.3f}")


if __name__ == "__main__":
    main()
