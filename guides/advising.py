"""From a visitor's answers to the ways that suit them, with the outlets near."""

import datetime as dt
import logging
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from guides.codes import CommonCode, common_codes
from guides.conditions import Situation
from guides.models import Channel, Guide, Way
from guides.models.guide import GuideText
from guides.pages import channel_cards, text_for_reader
from guides.rules import UNKNOWNS, Scored, advise
from locator.geo.border import in_cambodia
from locator.geo.point import Point
from locator.models import Carrier, Confidence, Kind, Payment
from locator.models.reading import carrier_called, one_reading
from locator.search.answer import best_bet
from locator.search.form import OutletSearch
from locator.search.found import FoundOutlet
from locator.search.outlets import find_outlets

_log = logging.getLogger(__name__)

NEAR_M: Final = 3000
"""What is open further away is told of, and no rule counts it."""
SHOWN = 2
PAID_AS: Final = {
    "cash": Payment.CASH,
    "foreign_card": Payment.FOREIGN_CARD,
    "unionpay": Payment.FOREIGN_CARD,
    "local_card": Payment.LOCAL_CARD,
    "aba": Payment.KHQR,
    "acleda": Payment.KHQR,
    "bakong_tourists": Payment.KHQR,
    "wing": Payment.WALLET,
    "emoney": Payment.WALLET,
    "truemoney": Payment.WALLET,
    "alipay": Payment.ALIPAY,
    "wechat": Payment.WECHAT,
}
"""What an outlet takes from somebody who has this; the rest pays for nothing there."""

LOOKED_AT = 40
_LIKELY = Confidence.LIKELY.rank


@dataclass(frozen=True, slots=True)
class Advised:
    """A way that works, with what it leads to: one of the last four, or none.

    `waits_for_place` is one by outlets near, before anybody says where they are.
    """

    way: Way
    score: int
    is_good: bool
    confidence: Confidence
    reason: str
    unknowns: list[str]
    waits_for_place: bool = False
    outlets: list[FoundOutlet] = field(default_factory=list)
    channel: Channel | None = None
    guide: GuideText | None = None
    code: CommonCode | None = None

    @property
    def title(self) -> str:
        """What it leads to; its reason where that has no name."""
        if self.channel:
            return self.channel.name
        if self.guide:
            return self.guide.title
        if self.code:
            return self.code.code
        if self.way.target_kind == "outlets":
            return str(Kind(self.way.target_name).label)
        return self.reason


@dataclass(frozen=True, slots=True)
class Advice:
    """`good` ways, best first; `possible` ones stand folded below.

    `where_is_known` is False where nothing could be looked for near the visitor.
    `notice` says why no outlet is named, "" where that needs no word: the position lies
    elsewhere, or nothing within `NEAR_M` is known to be open. Then `nearest_open` is
    the nearest further away that is, until one gets there, where one was found.
    """

    good: list[Advised]
    possible: list[Advised]
    where_is_known: bool
    notice: str = ""
    nearest_open: FoundOutlet | None = None

    @property
    def only_weak(self) -> bool:
        return not self.good


def give_advice(
    situation: Situation, point: Point | None, *, at: dt.datetime
) -> Advice:
    """The ways that suit a visitor who is at `point`; None where they have not said."""
    if situation.abroad:
        point = None
    is_elsewhere = point is not None and not in_cambodia(point)
    is_unsaid = not situation.abroad and (point is None or is_elsewhere)
    with one_reading():
        around = _around(situation, None if is_elsewhere else point, at)
    outlets = around.taking
    situation = replace(
        situation,
        open_near=None if is_unsaid else frozenset(outlets),
        doubtful_near=frozenset(
            kind for kind, best in outlets.items() if _confidence(best[0]) < _LIKELY
        ),
        others_open=around.others_open,
    )
    ways = {way.slug: way for way in _readable_ways()}
    scored = advise([way.rule for way in ways.values()], situation)
    advised = _with_targets(
        [(ways[s.rule.slug], s) for s in scored],
        outlets,
        timezone.localdate(at),
        is_unsaid=is_unsaid,
    )
    return Advice(
        good=[way for way in advised if way.is_good],
        possible=[way for way in advised if not way.is_good],
        where_is_known=not is_unsaid,
        notice=_elsewhere() if is_elsewhere else around.notice,
        nearest_open=around.nearest_open,
    )


def _elsewhere() -> str:
    return _(
        "This position seems to lie outside Cambodia; only places in Cambodia are known"
        " here."
    )


def _readable_ways() -> Iterator[Way]:
    """The published rules; one that nobody can read must not stop the others."""
    for way in Way.objects.published().prefetch_related("facts"):
        if problems := way.problems():
            _log.error("Rule %s is left out: %s", way.slug, problems)
        else:
            yield way


@dataclass(frozen=True, slots=True)
class _Around:
    """What is known to be open around a visitor and sells their carrier's top-up.

    `taking` has the best within `NEAR_M` of each kind, without those known to take
    nothing of what the visitor has; `others_open`: some are open there, whatever they
    take. `notice` and `nearest_open` are as those of `Advice`.
    """

    taking: dict[str, list[FoundOutlet]] = field(default_factory=dict)
    others_open: bool = False
    notice: str = ""
    nearest_open: FoundOutlet | None = None


def _around(situation: Situation, point: Point | None, at: dt.datetime) -> _Around:
    carrier = carrier_called(situation.sim)
    if point is None or carrier is None:
        return _Around()
    search = OutletSearch(
        near=point,
        carrier=carrier,
        open_at=at,
        keep_unknown=False,
        limit=LOOKED_AT,
    )
    paid_as = {PAID_AS[name] for name in situation.have if name in PAID_AS}
    near = _open_near(search, carrier, at)
    taking = {kind: _taking(outlets, paid_as) for kind, outlets in near.items()}
    if any(taking.values()):
        best = {kind: _best_first(o)[:SHOWN] for kind, o in taking.items() if o}
        return _Around(best, others_open=True)
    others_open = any(near.values())
    further = _selling(find_outlets(search, at=at), carrier)
    return _Around(
        others_open=others_open,
        notice=_nothing_near(others_open),
        nearest_open=best_bet(_taking(further, paid_as)),
    )


def _nothing_near(others_open: bool) -> str:
    if others_open:
        said = _(
            "Nothing within %(kilometres)s km that takes what you have is known to be"
            " open now."
        )
    else:
        said = _("Nothing within %(kilometres)s km is known to be open now.")
    return said % {"kilometres": NEAR_M // 1000}


def _open_near(
    search: OutletSearch, carrier: Carrier, at: dt.datetime
) -> dict[str, list[FoundOutlet]]:
    """The nearest of a search within `NEAR_M`, by kind."""
    search = replace(search, radius_m=NEAR_M)
    by_kind: dict[str, list[FoundOutlet]] = {}
    nearest = _selling(find_outlets(search, at=at), carrier)
    for outlet in nearest:
        by_kind.setdefault(outlet.kind, []).append(outlet)
    if len(nearest) == LOOKED_AT:
        # Of a rare kind, the nearest may come after those.
        for kind in Kind.values:
            if len(by_kind.get(kind, ())) < SHOWN:
                of_kind = replace(search, kinds=(kind,), limit=SHOWN)
                by_kind[kind] = _selling(find_outlets(of_kind, at=at), carrier)
    return by_kind


def _taking(
    found: Iterable[FoundOutlet], paid_as: Collection[str]
) -> list[FoundOutlet]:
    """Without those known to take nothing of what one has."""
    return [
        outlet
        for outlet in found
        if not (paid_as and outlet.payments)
        or not set(paid_as).isdisjoint(outlet.payments)
    ]


def _selling(found: list[FoundOutlet], carrier: Carrier) -> list[FoundOutlet]:
    """Without those whose offer was withdrawn between finding and reading them."""
    return [o for o in found if o.offers and o.offers[0].carrier == carrier.slug]


def _best_first(nearest: list[FoundOutlet]) -> list[FoundOutlet]:
    """The best bet, as the search has it, then the others nearest first."""
    known = [outlet for outlet in nearest if _confidence(outlet) >= _LIKELY]
    best = best_bet(sorted(known, key=_confidence, reverse=True))
    return [best, *(o for o in nearest if o is not best)] if best else nearest


def _confidence(outlet: FoundOutlet) -> int:
    """Of its offer of the carrier that was asked for, which stands first."""
    return Confidence(outlet.offers[0].confidence).rank


def _with_targets(
    scored: list[tuple[Way, Scored]],
    outlets: Mapping[str, list[FoundOutlet]],
    day: dt.date,
    *,
    is_unsaid: bool,
) -> list[Advised]:
    """Each way with what it leads to; without those whose target is gone."""
    names: dict[str, set[str]] = {}
    for way, _scored in scored:
        names.setdefault(way.target_kind, set()).add(way.target_name)
    cards = channel_cards(day)
    channels = cards.in_bulk(names.get("channel", ()), field_name="slug")
    listed = Guide.objects.listed().in_bulk(names.get("guide", ()), field_name="slug")
    guides = {slug: text_for_reader(guide) for slug, guide in listed.items()}
    known = common_codes() if "code" in names else ()
    codes = {code.code: code for code in known}
    known_names: dict[str, Collection[str]] = {
        "outlets": Kind.values,
        "channel": channels,
        "guide": [slug for slug, text in guides.items() if text],
        "code": codes,
    }
    return [
        Advised(
            way=way,
            score=found.score,
            is_good=found.is_good,
            confidence=Confidence(found.confidence),
            reason=_reason(way, is_unsaid),
            unknowns=[str(UNKNOWNS[key]) for key in way.unknowns if key in UNKNOWNS],
            waits_for_place=_waits_for_place(way, is_unsaid),
            outlets=_target(way, "outlets", outlets) or [],
            channel=_target(way, "channel", channels),
            guide=_target(way, "guide", guides),
            code=_target(way, "code", codes),
        )
        for way, found in scored
        if way.target_name in known_names.get(way.target_kind, ())
    ]


def _reason(way: Way, is_unsaid: bool) -> str:
    """Its own speaks of what is open near, which nobody has looked for yet."""
    if _waits_for_place(way, is_unsaid):
        return _("Say where you are, to see which of them is open near you.")
    return way.reason


def _waits_for_place(way: Way, is_unsaid: bool) -> bool:
    return is_unsaid and "open_near" in way.conditions


def _target(way: Way, kind: str, rows: Mapping[str, Any]) -> Any:
    return rows.get(way.target_name) if way.target_kind == kind else None
