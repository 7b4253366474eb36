"""How often one client may ask: who it is, and what its requests were counted as."""

from dataclasses import dataclass, field, replace
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy
from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.request import Request

from locator import keys
from locator.api.parameters import V1
from locator.clients import network_of
from locator.quotas import (
    KEY_LOOKUPS,
    MAP,
    REQUESTS,
    Usage,
    refusal,
    site_quota,
    take,
)

_CLUSTERS: Final = f"{V1}clusters/"
_META_KEY: Final = "locator.client"


class UnknownKey(APIException):
    status_code = status.HTTP_401_UNAUTHORIZED
    default_detail = gettext_lazy(
        "This API key is not known, or was revoked. Without a key you may ask too, "
        "less often."
    )
    auth_header = 'Bearer error="invalid_token"'


class TooManyRequests(APIException):
    """`wait` seconds later there is a new quota."""

    status_code = status.HTTP_429_TOO_MANY_REQUESTS

    def __init__(self, count: Usage) -> None:
        self.wait = count.resets_in_s
        super().__init__(refusal(count))


@dataclass(slots=True)
class APIClient:
    """Whose request it is, as far as that is known, and what it was counted as."""

    who: str
    key: keys.KnownKey | None = None
    counts: list[Usage] = field(default_factory=list)


def count(request: HttpRequest | Request, name: str, *, who: str = "") -> None:
    """Count this request against a further quota, of the client unless of `who`.

    Raises TooManyRequests where there is none left.
    """
    client = client_of(request)
    quota = site_quota(name)
    if name == REQUESTS and client.key:
        most = client.key.a_minute or settings.LIMITS.get("requests-with-key", 0)
        quota = replace(quota, most=most)
    counted = take(quota, who or client.who, at=timezone.now())
    if counted is None:
        return
    client.counts.append(counted)
    if counted.is_exceeded:
        raise TooManyRequests(counted)


def client_of(request: HttpRequest | Request) -> APIClient:
    """Known by its address alone before it is admitted."""
    client: APIClient = request.META.get(_META_KEY) or APIClient(network_of(request))
    request.META[_META_KEY] = client
    return client


def admit(request: HttpRequest) -> None:
    """Count this request as its client's, by its key or its address.

    Raises UnknownKey and TooManyRequests.
    """
    client = client_of(request)
    text = keys.key_in(request)
    if text is not None:
        known = keys.remembered(text)
        if known is None:
            # Who tries keys may not ask the database for as many as they like.
            count(request, KEY_LOOKUPS)
            known = keys.look_up(text, at=timezone.now())
            if known is None:
                raise UnknownKey
            client.counts.clear()
        client.key, client.who = known, f"key {known.prefix}"
    # Thousands of phones share an address of their carrier's, and a map asks often.
    is_for_a_map = client.key is None and request.path_info.startswith(_CLUSTERS)
    count(request, MAP if is_for_a_map else REQUESTS)
