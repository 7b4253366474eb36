"""Under which licence the outlets are passed on, and whom to name."""

from typing import Final

from django.conf import settings
from django.utils import translation

LICENCE: Final = "ODbL-1.0"

_SPDX: Final = {"ODbL 1.0": LICENCE, "ODbL": LICENCE}
"""Short identifiers of https://spdx.org/licenses/ for what people write instead."""


def spdx(licence: str) -> str:
    """As programs read it; one that has no such identifier here stays as it is."""
    return _SPDX.get(licence, licence)


def attribution() -> str:
    """In English whatever the answer's language: mirrors and exports copy it."""
    with translation.override("en"):
        return f"© OpenStreetMap and {settings.SITE_NAME} contributors"
