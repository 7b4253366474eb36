"""Under which licence the outlets are passed on, and whom to name."""

from typing import Final

from django.conf import settings

LICENCE: Final = "ODbL-1.0"


def attribution() -> str:
    return f"© OpenStreetMap and {settings.SITE_NAME} contributors"
