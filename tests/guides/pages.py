from typing import Any

from django.test import Client


def page(client: Client, address: str, **query: Any) -> str:
    """The HTML of a page that is there."""
    answer = client.get(address, query)
    assert answer.status_code == 200
    return answer.content.decode()
