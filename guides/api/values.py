"""Guides, channels, plans, offers and advice as v1 of the API gives them."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from guides.advising import Advised
from guides.models import Channel, GuideText, Plan, Promotion
from guides.pages import sources_of
from guides.publishing import TextStanding
from guides.rendering import split_segments
from locator.api.carriers import source_told
from locator.api.endpoint import Permalink
from locator.api.features import feature
from locator.models import Fact


def guide_summary(text: GuideText, permalink: Permalink) -> dict[str, Any]:
    return {
        "slug": text.guide.slug,
        "method": text.guide.method,
        "language": text.language,
        "title": text.title,
        "summary": text.summary,
        "url": permalink(f"/guides/{text.guide.slug}/"),
    }


def guide(standing: TextStanding, permalink: Permalink) -> dict[str, Any]:
    """`html` has the words alone, `parts` kind and value of what is live between."""
    text = standing.text
    return guide_summary(text, permalink) | {
        "html": "".join(p.value for p in split_segments(text.html) if p.kind == "html"),
        "parts": [
            {"kind": part.kind, "value": part.value}
            for part in split_segments(text.html)
            if part.kind != "html"
        ],
        "sources": [
            {"number": source.number, **source_told(source.fact)}
            for source in sources_of(standing)
        ],
        "checked_on": text.checked_on,
        "stale": standing.is_stale,
        "native_reader": not text.wants_native_reader,
    }


def channel(channel: Channel) -> dict[str, Any]:
    return {
        "slug": channel.slug,
        "kind": channel.kind,
        "name": channel.name,
        "carriers": [carrier.slug for carrier in channel.carriers.all()],
        "code": channel.code or None,
        "code_other_number": channel.other_number_code or None,
        "web": channel.address or None,
        "steps": channel.step_lines,
        "needs": channel.needs or None,
        "payments": list(channel.payments),
        "min_usd": _number(channel.smallest_usd),
        "max_usd": _number(channel.largest_usd),
        "amount_note": channel.amount_note or None,
        "fee_usd": _number(channel.fee_usd),
        "fee_note": channel.fee_note or None,
        "minutes_to_arrive": channel.minutes_to_arrive,
        "validity": [
            {"amount_usd": float(amount), "days": days}
            for amount, days in channel.validity_days
        ],
        "languages": list(channel.languages),
        "receipt": channel.gives_receipt,
        "needs_data": channel.needs_data,
        "works_abroad": channel.works_abroad,
        "confidence": channel.confidence,
        "sources": _facts(channel.facts.all()),
    }


def plan(plan: Plan) -> dict[str, Any]:
    return {
        "slug": plan.slug,
        "carrier": plan.carrier.slug,
        "name": plan.name,
        "price_usd": _number(plan.price_usd),
        "volume_gb": _number(plan.volume_gb),
        "days": plan.days,
        "code": plan.code or None,
        "path": plan.path or None,
        "confidence": plan.confidence,
        "sources": _facts([plan.fact]),
    }


def promotion(promotion: Promotion) -> dict[str, Any]:
    return {
        "slug": promotion.slug,
        "carrier": promotion.carrier.slug if promotion.carrier else None,
        "channels": [channel.slug for channel in promotion.channels.all()],
        "operators": [operator.slug for operator in promotion.operators.all()],
        "gives": promotion.gives,
        "limits": promotion.limits,
        "from": promotion.starts_on,
        "until": promotion.ends_on,
        "sources": _facts([promotion.fact]),
    }


def advised(advised: Advised, permalink: Permalink) -> dict[str, Any]:
    channel = advised.channel
    return {
        "way": advised.way.slug,
        "leads_to": advised.way.target,
        "score": advised.score,
        "confidence": advised.confidence,
        "reason": advised.reason,
        "fee_usd": _number(channel.fee_usd) if channel else None,
        "minutes": channel.minutes_to_arrive if channel else None,
        "unknowns": advised.unknowns,
        "outlets": [feature(outlet, permalink) for outlet in advised.outlets],
        "sources": _facts(advised.way.facts.all()),
    }


def _facts(facts: Iterable[Fact]) -> list[dict[str, Any]]:
    return [source_told(fact) for fact in facts]


def _number(amount: Decimal | None) -> float | None:
    return None if amount is None else float(amount)
