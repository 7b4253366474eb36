"""Carriers and operators: what the slugs in an outlet stand for."""

from typing import Any

from rest_framework.request import Request

from locator.api import shapes
from locator.api.resource import Payload, Resource
from locator.licence import terms
from locator.models import Carrier, Fact, Operator

_EVIDENCE = (
    "legal_name_fact",
    "hotline_fact",
    "app_fact",
    "website_fact",
    "selling_fact",
)


class CarrierList(Resource):
    """The mobile networks. What no sourced fact says is null."""

    shape = shapes.CARRIERS

    def answer(self, request: Request, **path: str) -> Payload:
        rows = Carrier.objects.prefetch_related("prefixes").select_related(*_EVIDENCE)
        return Payload({"carriers": list(map(_carrier, rows)), **terms()})


class OperatorList(Resource):
    """The chains, banks and wallets that run outlets."""

    shape = shapes.OPERATORS

    def answer(self, request: Request, **path: str) -> Payload:
        rows = Operator.objects.order_by("pk")
        return Payload({"operators": list(map(_operator, rows)), **terms()})


def _carrier(carrier: Carrier) -> dict[str, Any]:
    evidence = [getattr(carrier, name) for name in _EVIDENCE]
    facts = {fact.pk: fact for fact in evidence if fact}
    return {
        "slug": carrier.slug,
        "name": carrier.name,
        "legal_name": carrier.legal_name or None,
        "hotline": carrier.hotline or None,
        "hotline_full": carrier.hotline_full or None,
        "app": carrier.app_name or None,
        "website": carrier.website or None,
        "not_confirmed_since": carrier.not_confirmed_since,
        "prefixes": [
            {"digits": prefix.digits, "certain": prefix.is_certain}
            for prefix in carrier.prefixes.all()
        ],
        "sources": [source_told(facts[pk]) for pk in sorted(facts)],
    }


def source_told(fact: Fact) -> dict[str, Any]:
    return {
        "id": fact.pk,
        "source": fact.source_type or None,
        "url": fact.source_url or None,
        "date": fact.source_date or None,
        "confidence": fact.confidence,
    }


def _operator(operator: Operator) -> dict[str, Any]:
    return {
        "slug": operator.slug,
        "name": operator.name,
        "wikidata": operator.wikidata or None,
        "website": operator.website or None,
    }
