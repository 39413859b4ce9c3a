"""What one sees in the figures, in sentences made from the computed numbers (see `numerals.explore.summary`)."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

Found = dict[str, Any]

_MEASURES = {
    "ink": ("ink", "{:.1%} of the area"),
    "slant": ("slant", "{:.1f}°"),
    "stroke_width": ("stroke width", "{:.2f} px"),
}


def _and(items: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(items[:-1]), *items[-1:]]))


def balance(found: Found) -> str:
    """Which digits are rare or frequent."""
    told = []
    for part, counts in found["balance"]["counts"].items():
        if total := sum(counts):
            most, least = max(counts), min(counts)
            told.append(
                f"In the {part} part the {counts.index(most)} is the most frequent digit ({most:,} of {total:,}), the "
                f"{counts.index(least)} the rarest ({least:,})."
            )
    low, high = found["balance"]["band"]
    band = f"{low:.1%} to {high:.0%}"
    flagged = [f"the {o['digit']} in the {o['part']} part ({o['share']:.2%})" for o in found["balance"]["flagged"]]
    balanced = f"All digits have a share of {band}: the classes are balanced."
    return " ".join([*told, f"Outside of {band}: {_and(flagged)}." if flagged else balanced])


def measure(found: Found, name: str) -> str:
    """Which digits have most and least of ``ink``, ``slant`` or ``stroke_width``."""
    title, form = _MEASURES[name]
    values = found["measures"][name]
    there = [(value, digit) for digit, value in enumerate(values["digits"]) if value is not None]
    (low, least), (high, most) = min(there), max(there)
    return (
        f"Mean {title}: {form.format(values['mean'])}. The {most} has the greatest ({form.format(high)}), "
        f"the {least} the least ({form.format(low)})."
    )


def slant(found: Found) -> str:
    """How the digits lean."""
    side = "right" if found["measures"]["slant"]["mean"] > 0 else "left"
    return f"On the whole the digits lean to the {side}. {measure(found, 'slant')}"


def variation(found: Found) -> str:
    """Which digit varies most and least."""
    values, most, least = (found["variation"][name] for name in ("digits", "most", "least"))
    return (
        f"The {most} is written in the most different ways (its pixels' variances add up to {values[most]:.1f}), "
        f"the {least} in the most alike ({values[least]:.1f})."
    )


def alike(found: Found) -> str:
    """How near the nearest images are, and whether test images are nearly training images."""
    values = found["alike"]
    same = [one["text"] for one in found["findings"] if one["kind"] in ("leak", "duplicates", "contradictions")]
    told = [f"Identical: {_and(same)}." if same else "No image appears twice."]
    told.append(f"The median distance of an image to its nearest neighbour is {values['median_gap']:.2f}.")
    if values["pairs"]:
        told.append(f"The two most alike are {values['pairs'][0]['distance']:.2f} apart.")
    like = values["test_like_training"]
    many = "1 test image is" if like == 1 else f"{like:,} test images are"
    told.append(f"{many} nearer than {values['limit']:g} to a training image.")
    return " ".join(told)


def doubts(found: Found) -> str:
    """How many labels are suspected, and what the most frequent suspicion is."""
    values = found["doubts"]
    told = f"The neighbours of an image agree with its label in {values['agree']:.2%} of the cases. "
    if not values["images"]:
        return told + "No label is suspected."
    pairs = Counter((one["label"], one["guess"]) for one in values["suspects"])
    (label, guess), times = pairs.most_common(1)[0]
    many = "1 label is" if values["images"] == 1 else f"{values['images']:,} labels are"
    return told + (
        f"{many} suspected ({values['share']:.2%}): the image looks confidently like another digit, most often a "
        f"{label} like a {guess} ({times}). Some are wrong labels, others odd hands: look."
    )


def components(found: Found) -> str:
    """How many components are needed."""
    needed, share = found["components"]["needed"], found["components"]["share"]
    return (
        f"The first component explains {share[0]:.1%} of the variance, the first two {sum(share[:2]):.1%}: a flat "
        f"picture loses the rest. {needed['50%']} components explain half, {needed['90%']} explain 90 % and "
        f"{needed['95%']} explain 95 %, of {28 * 28} pixels."
    )


def sweep(found: Found) -> str:
    """Which number of groups looks best, with and without the labels."""
    tries = found["sweep"]
    quiet, told = max(tries, key=lambda one: one["silhouette"]), max(tries, key=lambda one: one["ari"])
    return (
        f"k-means on the pixels, on at most 20,000 images. The distance falls from {tries[0]['inertia']:.1f} at "
        f"k = {tries[0]['k']} to {tries[-1]['inertia']:.1f} at k = {tries[-1]['k']}. The silhouette, which needs no "
        f"labels, is greatest at k = {quiet['k']} ({quiet['silhouette']:.3f}); the agreement with the labels at "
        f"k = {told['k']} (ARI {told['ari']:.3f})."
    )


def pixel_groups(found: Found) -> str:
    """What k-means on the pixels finds."""
    one = found["clusterings"][0]
    rows = [row for row in one["table"] if sum(row)]
    owners = {row.index(max(row)) for row in rows}
    lost = [f"the {digit}" for digit in range(10) if digit not in owners]
    mixed = min(rows, key=lambda row: max(row) / sum(row))
    first, second = sorted(range(10), key=lambda digit: -mixed[digit])[:2]
    told = (
        f"Ten groups of pixels agree with the labels by ARI {one['ari']:.3f}, NMI {one['nmi']:.3f} and purity "
        f"{one['purity']:.1%}. The most mixed group holds {mixed[first]:,} of the {first} and {mixed[second]:,} of the "
        f"{second}."
    )
    return told + (f" No group is mostly {_and(lost)}." if lost else "")


def closest(found: Found) -> str:
    """Which digits lie closest, and where the pairs stand that people think alike."""
    told = []
    for name, values in found["distances"].items():
        pairs = [f"{i} and {j}" for i, j in (one["digits"] for one in values["closest"][:3])]
        ranks = ["{} and {} are number {}".format(*o["digits"], o["rank"]) for o in values["ranks"] if o["rank"]]
        told.append(f"In {name}, closest are {', '.join(pairs)}; of all {values['pairs']} pairs {_and(ranks)}.")
    return " ".join(told)


def compared(found: Found) -> str:
    """Which way of grouping agrees best with the labels, of those that use none."""
    best, first = _best(found), found["clusterings"][0]
    told = (
        f"Without any label, {best['name']} comes nearest to the digits: ARI {best['ari']:.3f}, "
        f"{best['accuracy']:.2%} of the images in the right group. {first['name'].capitalize()}: "
        f"ARI {first['ari']:.3f}."
    )
    seen = [one for one in found["clusterings"] if one["supervised"]]
    if seen:
        told += (
            f" {seen[0]['name']}: {seen[0]['ari']:.3f}, but it was learnt from labels, so that is no discovery; it "
            "shows how far the model keeps the digits apart (pale)."
        )
    return told


def mixed(found: Found) -> str:
    """What the best groups mix up."""
    best = _best(found)
    cells = [
        (count, digit, row.index(max(row)))
        for row in best["table"]
        for digit, count in enumerate(row)
        if digit != row.index(max(row))
    ]
    count, digit, owner = max(cells)
    return (
        f"{best['name']}: {best['accuracy']:.2%} of the images are in the group of their digit. Most often mixed up: "
        f"{count:,} of the {digit} are with the {owner}."
    )


def _best(found: Found) -> Found:
    return next(one for one in found["clusterings"] if one["name"] == found["best"])


def mistakes(found: Found) -> str:
    """How often the model is wrong, and on what."""
    values = found["model"]
    told = (
        f"{values['model']} reads {values['accuracy']:.2%} of {values['images']:,} test images right; "
        f"{values['errors']} are wrong."
    )
    hard = values["worst"]
    if hard is None:
        return told
    times = "in 1 case" if hard["times"] == 1 else f"in {hard['times']} cases"
    return told + (
        f" Most often wrong is the {hard['digit']} ({hard['wrong']} of {hard['images']:,}), taken for a "
        f"{hard['answer']} {times}. The label itself is doubtful in {values['doubtful_mistakes']} of the mistakes."
    )
