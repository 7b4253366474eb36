"""What a visitor has said that links carry on: the SIM's carrier and the place.

Never a position, nor words typed: neither has to stand in the address of other pages.
"""

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from django import template
from django.template import Context

register = template.Library()

# With a letter: a phone number in the wrong place goes no further.
_SLUG: Final = re.compile("(?=.*[a-z])[-a-z0-9]{1,100}")


@register.simple_tag(takes_context=True)
def carried(context: Context, carrier: str = "carrier") -> str:
    """ "?carrier=smart&place=siem-reap", or "" where nothing is said.

    A page that knows better than its address has `known_search` in its context: a
    mapping with those two names. `carrier` is what the page linked to calls it.
    """
    request = context.get("request")
    said: Any = context.get("known_search")
    if said is None:
        said = request.GET if request else {}
    return carried_query(said, carrier)


def carried_query(said: Mapping[str, str], carrier: str = "carrier") -> str:
    """As `carried`, of a mapping that may hold more."""
    values = {"carrier": said.get("carrier", ""), "place": said.get("place", "")}
    slugs = {name: value for name, value in values.items() if _SLUG.fullmatch(value)}
    if "carrier" in slugs:
        slugs = {carrier: slugs.pop("carrier"), **slugs}
    return f"?{urlencode(slugs)}" if slugs else ""


@register.simple_tag(takes_context=True)
def carried_to(context: Context, address: str, carrier: str = "carrier") -> str:
    """The address of this site, which has no query, with what is carried."""
    parts = urlsplit(address)
    query = carried(context, carrier).removeprefix("?")
    return parts._replace(query=query).geturl()
