"""Where positions are read from stands in `locator.geo.typed`."""

from locator.geo.typed import MAP_ADDRESS_PATTERNS, read_position, written

__all__ = ["MAP_ADDRESS_PATTERNS", "read_position", "written"]
