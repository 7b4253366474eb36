"""How far along the changes a mirror is, as a token that it keeps."""

import re
from dataclasses import dataclass
from typing import Final

from locator.sync.shape import SHAPE_VERSION

_TOKEN: Final = re.compile(
    r"(?P<epoch>[0-9a-z]{8})-(?P<shape>[0-9]{1,6})-(?P<revision>[0-9]{1,18})"
    r"-(?P<public_id>[0-9a-z]{1,6})",
    re.ASCII,
)
_BEFORE_ALL: Final = "0"


class UnknownTokenError(Exception):
    """A token that this database never gave, or gave before it began anew."""


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """After this change, in the order of `OutletChange`."""

    revision: int = 0
    public_id: str = _BEFORE_ALL


def token(position: Position, *, epoch: str) -> str:
    """The position as a mirror keeps it, good within this epoch and shape alone."""
    return f"{epoch}-{SHAPE_VERSION}-{position.revision}-{position.public_id}"


def position_of(text: str, *, epoch: str) -> Position:
    """Raises UnknownTokenError for what `token` did not make in this epoch."""
    read = _TOKEN.fullmatch(text)
    if read is None or read["epoch"] != epoch or int(read["shape"]) != SHAPE_VERSION:
        raise UnknownTokenError(text)
    return Position(int(read["revision"]), read["public_id"])


def is_current(text: str, *, epoch: str) -> bool:
    try:
        position_of(text, epoch=epoch)
    except UnknownTokenError:
        return False
    return True
