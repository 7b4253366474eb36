"""What ships with the site."""

from functools import cache
from pathlib import Path

from django.conf import settings
from django.core import serializers
from django.core.management import call_command
from django.db import transaction

from guides.load_content import load_content
from guides.models import (
    Channel,
    Guide,
    GuideRevision,
    GuideText,
    Plan,
    Promotion,
    Way,
)
from tests.guides.rows import NOW

FIXTURES = Path(settings.BASE_DIR) / "fixtures"
CONTENT = FIXTURES / "guides"


def load_shipped() -> None:
    """Facts, carriers, operators and the content about them; no outlets."""
    names = ("10_facts", "20_carriers", "30_operators")
    call_command("loaddata", *(FIXTURES / f"{n}.json" for n in names), verbosity=0)
    for row in serializers.deserialize("json", _content_rows()):
        row.save()


@cache
def _content_rows() -> str:
    """As `load_content` makes them, once for all tests: it renders every guide."""
    with transaction.atomic():
        load_content(FIXTURES, at=NOW)
        models = (Channel, Plan, Promotion, Guide, GuideText, GuideRevision, Way)
        rows = [row for model in models for row in model._default_manager.all()]
        written = serializers.serialize("json", rows)
        transaction.set_rollback(True)
    return written
