"""What ships with the site, as its fixtures."""

from pathlib import Path

from django.conf import settings
from django.core.management import call_command

FIXTURES = Path(settings.BASE_DIR) / "fixtures"
CONTENT_FIXTURES = ("60_channels", "61_plans", "62_promotions", "63_guides", "64_ways")


def load_shipped() -> None:
    """Facts, carriers, operators and the content about them; no outlets."""
    names = ("10_facts", "20_carriers", "30_operators", *CONTENT_FIXTURES)
    call_command("loaddata", *(FIXTURES / f"{n}.json" for n in names), verbosity=0)
