"""How a resource says that it will go: RFC 9745, RFC 8594 and links, on each answer."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.http.response import HttpResponseBase
from django.utils.http import http_date

SHORTEST_NOTICE: Final = dt.timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Deprecation:
    """From `deprecated` on nothing new should use it; from `sunset` on it may be gone.

    The days begin at midnight UTC. `successor` is the path of what takes its place.
    Raises ValueError where the notice is shorter than promised.
    """

    deprecated: dt.date
    sunset: dt.date | None = None
    successor: str = ""

    def __post_init__(self) -> None:
        if self.sunset and self.sunset - self.deprecated < SHORTEST_NOTICE:
            raise ValueError(f"Notice must be given {SHORTEST_NOTICE.days} days ahead.")

    def tell(self, response: HttpResponseBase, *, origin: str, told_at: str) -> None:
        """`told_at` is the path of the page that says what to do about it."""
        page = f'<{origin}{told_at}>; rel="{{}}"; type="text/html"'
        links = [page.format("deprecation")]
        response["Deprecation"] = f"@{_midnight(self.deprecated)}"
        if self.sunset:
            response["Sunset"] = http_date(_midnight(self.sunset))
            links.append(page.format("sunset"))
        if self.successor:
            links.append(f'<{origin}{self.successor}>; rel="successor-version"')
        before = [response["Link"]] if response.has_header("Link") else []
        response["Link"] = ", ".join([*before, *links])


def _midnight(day: dt.date) -> int:
    return int(dt.datetime.combine(day, dt.time(), dt.UTC).timestamp())
