"""Under which licence the outlets are passed on, and whom to name."""

from typing import Final

from django.conf import settings
from django.utils import translation

LICENCE: Final = "ODbL-1.0"


def attribution() -> str:
    """In English whatever the answer's language: mirrors and exports copy it."""
    with translation.override("en"):
        return f"© OpenStreetMap and {settings.SITE_NAME} contributors"
