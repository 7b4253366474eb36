"""The site's settings on a machine that has neither GDAL nor GEOS."""

from locator.config.settings import *  # noqa: F403

GDAL_LIBRARY_PATH = "/nowhere/libgdal.so"
GEOS_LIBRARY_PATH = "/nowhere/libgeos_c.so"
