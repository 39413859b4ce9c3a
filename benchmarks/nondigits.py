"""Measures how well digits are told from what is none.

    python benchmarks/nondigits.py

Digits are MNIST's test part and ``strokes/*.json.gz`` in the folder NUMERALS_DATA; what is none is
``nondigits/omniglot.npz`` (characters of old and foreign alphabets, some of which look like digits) and
``nondigits/tablet_letters.json.gz``. Nothing is chosen on them: weights and thresholds are in the guard's card, made by
``scripts/join_guard.py`` from MNIST's validation digits and what the project writes itself.
"""

from pathlib import Path

import numpy as np
from captcha import CACHE, DATA, others
from numpy.typing import NDArray

from numerals.confidence.calibration import softmax
from numerals.confidence.novelty import LOST, READ, Novelty, energy, novelty
from numerals.confidence.verification import area_under_curve
from numerals.data.sources import load
from numerals.evaluation.drawings import load_drawings
from numerals.imaging.ink import normalize_strokes
from numerals.inference.bundle import load_bundle
from numerals.inference.space import SHIPPED, Space, load_space

Values = NDArray[np.float64]


def explained(space: Space, images: NDArray[np.uint8]) -> dict[str, Values]:
    """What an autoencoder says of pictures, higher for digits: minus the error of its reconstruction, and the bound."""
    codes, rate = space.look(images)
    drawn = np.clip(space.run("decoder", codes)[0][:, 0].astype(np.float64), 1e-6, 1 - 1e-6)
    ink = images / 255
    error = -(ink * np.log(drawn) + (1 - ink) * np.log(1 - drawn)).sum(axis=(1, 2))
    return {"autoencoder: error": -error, "autoencoder: bound": -(error + rate)}


def reading(
    guard: Novelty, images: NDArray[np.uint8]
) -> tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[np.bool_]]:
    """What a reader makes of drawings: the likeliest digits, whether each is told, and and that without the guard."""
    logits = guard.bundle.logits(images)
    likely = softmax(logits, guard.bundle.temperature)
    sure = likely.max(axis=1) >= guard.bundle.threshold
    return likely.argmax(axis=1), sure & (guard.scores(images, logits) >= guard.threshold(READ)), sure


def scores(guard: Novelty, space: Space, images: NDArray[np.uint8]) -> dict[str, Values]:
    """All that is compared, by name, higher for digits."""
    logits = guard.bundle.logits(images)
    alone = guard.guard.encode(images)[:, 0].astype(np.float64)
    return {
        "energy": energy(logits), "guard": alone, "all together": guard.scores(images, logits),
        **explained(space, images),
    }  # fmt: skip


def tell_areas(true: dict[str, dict[str, Values]], false: dict[str, dict[str, Values]]) -> None:
    """Prints the area under the curve of every score, and of all together against each set of digits."""
    together = {score: np.concatenate([one[score] for one in true.values()]) for score in next(iter(true.values()))}
    print("area under the curve, all digits together:")
    for score, digits in together.items():
        told = ", ".join(f"{name} {area_under_curve(digits, found[score]):.4f}" for name, found in false.items())
        print(f"  {score}: {told}")
    print("of all together, against one set of digits, and what passes where exactly 1 % of that set is refused:")
    for kind, digits in {
        **{name: one["all together"] for name, one in true.items()},
        "all": together["all together"],
    }.items():
        least = np.quantile(digits, 0.01)
        told = ", ".join(
            f"{name} {area_under_curve(digits, marks):.4f}, {(marks >= least).mean():.1%} pass"
            for name, marks in ((name, one["all together"]) for name, one in false.items())
        )
        print(f"  {kind}: {told}")


def main() -> None:
    guard, space = novelty(load_bundle()), load_space(SHIPPED / "vae")
    print(f"{guard.bundle.version}, {guard.guard.version}, {space.version}; joined: {guard.joined}")
    test = load("mnist", DATA, CACHE).test
    digits, labels = {"MNIST's test digits": test.images}, {"MNIST's test digits": test.labels}
    for path in sorted((DATA / "strokes").glob("*.json.gz")):
        drawings = load_drawings(path)
        digits[path.name] = np.stack([normalize_strokes(one.strokes) for one in drawings])
        labels[path.name] = np.array([one.digit for one in drawings])
    none = {name: np.stack(crops) for name, crops in others(sorted(Path(DATA / "nondigits").glob("*.*")))}
    true = {name: scores(guard, space, images) for name, images in digits.items()}
    false = {name: scores(guard, space, images) for name, images in none.items()}
    tell_areas(true, false)
    for name, images in digits.items():
        read, told, sure = reading(guard, images)
        right = read == labels[name]
        print(f"{name}: right and told {(right & told).mean():.2%}, without the guard {(right & sure).mean():.2%}")
    for name, images in none.items():
        _, told, sure = reading(guard, images)
        print(f"{name}: unreadable {(~told).mean():.2%}, without the guard {(~sure).mean():.2%}")
    for lost in LOST:
        threshold = guard.threshold(lost)
        print(f"threshold at which {lost:.2%} of the digits of its choice are refused:")
        for kind, found in (("refused", true), ("passed", false)):
            shares = {
                name: float(((one["all together"] >= threshold) == (kind == "passed")).mean())
                for name, one in found.items()
            }
            print(f"  {kind}: " + ", ".join(f"{name} {share:.2%}" for name, share in shares.items()))


if __name__ == "__main__":
    main()
