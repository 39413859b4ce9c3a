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


def matched(found: str, true: str) -> list[bool]:
    """For each character found whether it is right, in the alignment with the fewest edits (Levenshtein)."""
    rows, columns = len(found), len(true)
    cost = [[i + j if i == 0 or j == 0 else 0 for j in range(columns + 1)] for i in range(rows + 1)]
    for i in range(1, rows + 1):
        for j in range(1, columns + 1):
            change = cost[i - 1][j - 1] + (found[i - 1] != true[j - 1])
            cost[i][j] = min(cost[i - 1][j] + 1, cost[i][j - 1] + 1, change)
    right, i, j = [False] * rows, rows, columns
    while i > 0 and j > 0:
        if cost[i][j] == cost[i - 1][j - 1] + (found[i - 1] != true[j - 1]):
            i, j = i - 1, j - 1
            right[i] = found[i] == true[j]
        elif cost[i][j] == cost[i - 1][j] + 1:
            i -= 1
        else:
            j -= 1
    return right
