"""Which plans, channels and offers are a partner's own.

It sees what names a carrier or operator of its own, and edits what names no other's.
"""

from django.db.models import Exists, OuterRef, Q

from guides.models.channel import Channel
from guides.models.plan import Plan
from guides.models.promotion import Promotion
from locator.models.partnership import Standing, limit


def _plan(standing: Standing) -> Q:
    return Q(carrier__in=standing.carriers)


def _sees_channel(standing: Standing) -> Q:
    links = Channel.carriers.through.objects.filter(channel=OuterRef("pk"))
    return Q(Exists(links.filter(carrier__in=standing.carriers)))


def _edits_channel(standing: Standing) -> Q:
    links = Channel.carriers.through.objects.filter(channel=OuterRef("pk"))
    of_others = Exists(links.exclude(carrier__in=standing.carriers))
    return _sees_channel(standing) & ~Q(of_others)


def _sees_promotion(standing: Standing) -> Q:
    links = Promotion.operators.through.objects.filter(promotion=OuterRef("pk"))
    at_its = links.filter(operator__in=standing.operators)
    return Q(carrier__in=standing.carriers) | Q(Exists(at_its))


def _edits_promotion(standing: Standing) -> Q:
    links = Promotion.operators.through.objects.filter(promotion=OuterRef("pk"))
    elsewhere = links.exclude(operator__in=standing.operators)
    only_its = Q(Exists(links)) & ~Q(Exists(elsewhere))
    return Q(carrier__in=standing.carriers) | (Q(carrier=None) & only_its)


limit(Plan, sees=_plan, edits=_plan)
limit(Channel, sees=_sees_channel, edits=_edits_channel)
limit(Promotion, sees=_sees_promotion, edits=_edits_promotion)
