"""Where a page of a list ended, as a text that only this site can make.

A cursor is bound to the search that it came from: with another one it is refused, as
is one that was changed.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.core.signing import BadSignature, Signer
from django.http import QueryDict

from locator.search.paging import Mark

# They change what is shown of an outlet and how many at once, not which come next.
_FREE: Final = frozenset({"cursor", "fields", "format", "lang", "limit"})


class CursorError(ValueError):
    """The cursor is none of ours, or came from another search."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """`moment` is what "now" was on the first page, None where it is not asked for."""

    mark: Mark
    moment: dt.datetime | None


def bound_search(query: QueryDict) -> str:
    """What a cursor is bound to."""
    pairs = ((name, sorted(values)) for name, values in query.lists())
    return repr(sorted(pair for pair in pairs if pair[0] not in _FREE))


def write(cursor: Cursor, search: str) -> str:
    mark = cursor.mark
    minutes = int(cursor.moment.timestamp() // 60) if cursor.moment else None
    told = [mark.outlet_id, mark.distance_m, mark.seen, minutes]
    return _signer(search).sign_object(told)


def read(text: str, search: str) -> Cursor:
    """Raises CursorError."""
    try:
        told = _signer(search).unsign_object(text)
    except BadSignature as error:
        raise CursorError from error
    outlet_id, distance_m, seen, minutes = told
    moment = (
        None if minutes is None else dt.datetime.fromtimestamp(minutes * 60, dt.UTC)
    )
    return Cursor(Mark(outlet_id, distance_m, seen), moment)


def _signer(search: str) -> Signer:
    return Signer(salt=f"cursor {search}")
