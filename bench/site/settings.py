"""The site's settings with the bench's views, and no limit that it would meet."""

from locator.config.settings import *  # noqa: F403
from locator.config.settings import LIMITS

ROOT_URLCONF = "bench.site.urls"
# Counted as ever, since that costs something.
LIMITS["requests"] = 1_000_000_000
