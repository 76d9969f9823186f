"""How many steps have to be put in, taken out or exchanged to make one order another."""

from collections.abc import Sequence


def edit_distance(first: Sequence[object], second: Sequence[object]) -> int:
    """Fewest insertions, deletions and substitutions (Levenshtein 1966).

    >>> edit_distance([1, 2, 3, 4], [1, 3, 4]), edit_distance([1, 2, 3], [1, 3, 2])
    (1, 2)
    """
    above = list(range(len(second) + 1))
    for row, one in enumerate(first, start=1):
        here = [row]
        for column, other in enumerate(second, start=1):
            here.append(
                min(
                    above[column] + 1,
                    here[column - 1] + 1,
                    above[column - 1] + (one != other),
                )
            )
        above = here
    return above[-1]
