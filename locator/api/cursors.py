"""Where a page of a list ended, as a text that only this site can make.

A cursor is bound to the search that it came from: with another one it is refused, as
is one that was changed.
"""

import base64
import binascii
import datetime as dt
import hashlib
import hmac
from dataclasses import dataclass
from typing import Final

import orjson
from django.conf import settings
from django.http import QueryDict

from locator.search.paging import Mark

LONGEST: Final = 200
_SIGNATURE: Final = 12
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
    told = orjson.dumps([mark.outlet_id, mark.distance_m, mark.seen, minutes])
    signed = _signature(told, search) + told
    return base64.urlsafe_b64encode(signed).rstrip(b"=").decode()


def read(text: str, search: str) -> Cursor:
    """Raises CursorError."""
    try:
        signed = base64.b64decode(
            text.encode("ascii") + b"=" * (-len(text) % 4),
            altchars=b"-_",
            validate=True,
        )
    except (UnicodeEncodeError, binascii.Error) as error:
        raise CursorError from error
    signature, told = signed[:_SIGNATURE], signed[_SIGNATURE:]
    if not hmac.compare_digest(signature, _signature(told, search)):
        raise CursorError
    outlet_id, distance_m, seen, minutes = orjson.loads(told)
    moment = (
        None if minutes is None else dt.datetime.fromtimestamp(minutes * 60, dt.UTC)
    )
    return Cursor(Mark(outlet_id, distance_m, seen), moment)


def _signature(told: bytes, search: str) -> bytes:
    key = f"cursor{settings.SECRET_KEY}".encode()
    message = told + b"\0" + search.encode()
    return hmac.new(key, message, hashlib.sha256).digest()[:_SIGNATURE]
