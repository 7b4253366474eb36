"""What a visitor has said, for the links of templates: see `locator.carrying`."""

from typing import Any
from urllib.parse import urlsplit

from django import template
from django.template import Context

from locator.carrying import carried_query

register = template.Library()


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


@register.simple_tag(takes_context=True)
def carried_to(context: Context, address: str, carrier: str = "carrier") -> str:
    """The address of this site, which has no query, with what is carried."""
    parts = urlsplit(address)
    query = carried(context, carrier).removeprefix("?")
    return parts._replace(query=query).geturl()
