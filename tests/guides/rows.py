"""The least valid guides and channels."""

import datetime as dt
from typing import Any

from guides.models import Channel, Guide, GuideText, Plan, Promotion, Way
from guides.publishing import save_text
from tests import factories

NOW = dt.datetime(2026, 11, 16, 5, 0, tzinfo=dt.UTC)


def guide(slug: str = "by-app", **values: Any) -> Guide:
    defaults = {"method": "app", **values}
    return Guide.objects.get_or_create(slug=slug, defaults=defaults)[0]


def text(markdown: str = "Words.", *, slug: str = "by-app", **values: Any) -> GuideText:
    """A published English text unless said otherwise."""
    least = {
        "language": "en",
        "title": "By app",
        "summary": "A summary.",
        "status": "published",
    }
    row = GuideText(guide=guide(slug), markdown=markdown, **least | values)
    save_text(row, at=NOW)
    return row


def channel(slug: str = "smart-card", *, carriers: str = "", **values: Any) -> Channel:
    least = {
        "name": slug.title(),
        "kind": "scratch_card",
        "confidence": "medium",
        "is_published": True,
    }
    row = Channel.objects.create(slug=slug, **least | values)
    row.carriers.set([factories.carrier(name) for name in carriers.split()])
    return row


def plan(slug: str = "kado", **values: Any) -> Plan:
    least = {"name": "Kado", "price_usd": 1, "is_published": True}
    values.setdefault("carrier", factories.carrier())
    values.setdefault("fact", factories.fact())
    return Plan.objects.create(slug=slug, **least | values)


def promotion(slug: str = "bonus", **values: Any) -> Promotion:
    least = {
        "gives": "Tenfold bonus",
        "limits": "Only inside the network.",
        "ends_on": dt.date(2026, 11, 30),
        "is_published": True,
    }
    values.setdefault("carrier", factories.carrier())
    values.setdefault("fact", factories.fact())
    return Promotion.objects.create(slug=slug, **least | values)


def way(slug: str = "a-way", **values: Any) -> Way:
    least = {
        "target": "guide:by-app",
        "confidence": "likely",
        "conditions": {},
        "score": 50,
        "reason": "Because.",
        "is_published": True,
    }
    return Way.objects.create(slug=slug, **least | values)
