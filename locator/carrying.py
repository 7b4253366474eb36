"""The query that links carry on: the SIM's carrier and the place.

Never a position, nor words typed: neither has to stand in the address of other pages.
"""

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

# With a letter: a phone number in the wrong place goes no further.
_SLUG: Final = re.compile("(?=.*[a-z])[-a-z0-9]{1,100}")


def carried_query(said: Mapping[str, str], carrier: str = "carrier") -> str:
    """ "?carrier=smart&place=siem-reap", or "" where nothing is said.

    `said` may hold more than those two; `carrier` is what the page linked to calls it.
    """
    values = {"carrier": said.get("carrier", ""), "place": said.get("place", "")}
    slugs = {name: value for name, value in values.items() if _SLUG.fullmatch(value)}
    if "carrier" in slugs:
        slugs = {carrier: slugs.pop("carrier"), **slugs}
    return query_string(slugs)


def query_string(values: Mapping[str, str]) -> str:
    """ "?carrier=smart&near=11.5,104.9" of those that hold something; "" of none.

    The comma of a position stays readable.
    """
    given = {name: value for name, value in values.items() if value}
    return f"?{urlencode(given, safe=',')}" if given else ""
