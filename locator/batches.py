"""Rows, some at a time."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Row = TypeVar("Row")


def batches(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    """Lists of `size` and one of the rest, each read when it is asked for.

    Does what `itertools.batched` does from Python 3.12 on.
    """
    left = iter(rows)
    while batch := list(islice(left, size)):
        yield batch
