"""Pages as a reader has them."""

import html
import re
from typing import Any

from django.test import Client

NEAR = "11.5564,104.9282"


def page(client: Client, path: str = "/en/", *, status: int = 200, **query: Any) -> str:
    """The HTML, with its entities as characters."""
    response = client.get(path, query)
    assert response.status_code == status, response
    return html.unescape(response.content.decode())


def near(client: Client, **query: Any) -> str:
    return page(client, near=NEAR, **{"carrier": "smart", **query})


def card_names(text: str) -> list[str]:
    return re.findall(r"<h3 [^>]*><a [^>]*>([^<]*)</a>", text)
