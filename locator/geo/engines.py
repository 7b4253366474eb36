from locator.geo.nearest import Engine
from locator.geo.postgis import PostGISEngine
from locator.geo.sqlite import SQLiteEngine

_ENGINES: dict[str, Engine] = {"sqlite": SQLiteEngine(), "postgresql": PostGISEngine()}


def engine_for(vendor: str) -> Engine:
    """The spatial engine of a database, by `connection.vendor`."""
    return _ENGINES[vendor]
