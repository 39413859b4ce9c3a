"""How far a reading is from the truth."""


def edit_distance(found: str, true: str) -> int:
    """Least number of digits to insert, delete or change that turns ``found`` into ``true`` (Levenshtein)."""
    row = list(range(len(true) + 1))
    for i, a in enumerate(found, 1):
        diagonal, row[0] = row[0], i
        for j, b in enumerate(true, 1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (a != b))
    return row[-1]


def normalized(text: str) -> str:
    """Text as it is compared: no spaces, no empty lines; line breaks count."""
    lines = ("".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def digits_only(text: str) -> str:
    """The text's digits and unreadable marks in order, without spaces and line breaks."""
    return "".join(text.split())
