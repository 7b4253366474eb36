"""Under which licence the outlets are passed on, and whom to name."""

from functools import lru_cache
from typing import Any, Final

from django.conf import settings
from django.utils import translation

from locator.models.reading import whom_to_name

LICENCE: Final = "ODbL-1.0"

_SPDX: Final = {"ODbL 1.0": LICENCE, "ODbL": LICENCE}
"""Short identifiers of https://spdx.org/licenses/ for what people write instead."""


def spdx(licence: str) -> str:
    """As programs read it; one that has no such identifier here stays as it is."""
    return _SPDX.get(licence, licence)


def attribution() -> str:
    """Whom to name for outlets of all sources: this site, then whom its sources name.

    In English whatever the answer's language: mirrors and exports copy it.
    """
    return "; ".join([_site(), *sorted(set(whom_to_name().values()))])


def terms() -> dict[str, str]:
    """What each answer that hands outlets or texts on says of it."""
    return {"attribution": attribution(), "licence": LICENCE}


def attributions() -> dict[str, str]:
    """Whom to name for an outlet, by its source; under "" where it names nobody."""
    site = _site()
    named = {source: f"{name}; {site}" for source, name in whom_to_name().items()}
    return {"": site} | named


def _site() -> str:
    return _contributors_of(settings.SITE_NAME)


@lru_cache(maxsize=8)
def _contributors_of(site: Any) -> str:
    with translation.override("en"):
        return f"© OpenStreetMap and {site} contributors"
