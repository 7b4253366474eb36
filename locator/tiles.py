"""The map's images as the settings name them, for every map of the site."""

from typing import Any

from django.conf import settings


def map_tiles() -> dict[str, Any]:
    """The address of a tile, the options of its layer and the zooms there are."""
    configured: dict[str, Any] = settings.LEAFLET_CONFIG
    _name, address, options = configured["TILES"][0]
    return {
        "address": address,
        "options": options,
        "minZoom": configured["MIN_ZOOM"],
        "maxZoom": configured["MAX_ZOOM"],
    }
