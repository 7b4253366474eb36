"""Where a search is: a position, a place picked, or words."""

from dataclasses import dataclass, replace

from django.forms import Form

from locator.geo.border import in_cambodia
from locator.geo.point import GeoError, Point
from locator.models import Outlet, Place
from locator.search.alike import places_alike
from locator.search.found import Text
from locator.search.inside import places_inside
from locator.search.nearness import without_nearness
from locator.search.places import nearest_place, places_by_id, point_for
from locator.search.text import Rank, search_text, typed_position
from locator.views.meant import filters_called, words_for_filters
from locator.views.names import NameLink, full_place_link, outlet_link, place_name
from locator.views.number import is_number, without_number
from locator.views.query import AT_A_TIME, POSITION, Query

SUGGESTED = 4
ALIKE = 3
NAMED_WITHIN_M = 3000
"""Further from a known place, a position keeps its coordinates as its name."""


@dataclass(frozen=True, slots=True)
class NamedOutlet:
    """An outlet that was named: its page, and the search of one who stands there."""

    page: NameLink
    near: str


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """`asked` is whether the address says where; `point` is None where it is not known.

    `place` is the slug of the place searched near, where it is one. `typed` stands in
    the box again. `unknown` names a place that has no point, `wider` the one around it
    that stands in. `instead` names a place that the words only hold, among what is not
    known, or that they are surely a slip for. `others` are further places and `outlets`
    outlets that the words also fit, or where nothing is found, places of names like
    them; no outlet is taken for a position unasked. `meant` are searches that the words
    name where they name no place.
    """

    asked: bool = False
    point: Point | None = None
    label: Text | str = ""
    place: str = ""
    typed: str = ""
    unknown: Text | str = ""
    wider: Text | str = ""
    instead: Text | str = ""
    nothing_found: bool = False
    is_outside: bool = False
    others: tuple[NameLink, ...] = ()
    outlets: tuple[NamedOutlet, ...] = ()
    meant: tuple[NameLink, ...] = ()


def canonical_address(query: Query) -> str | None:
    """The query to redirect to, where an address should not stay as it is.

    A phone number leaves it, coordinates become a rounded position, what was typed
    stands in for the position before, and a chosen time for "at a time".
    """
    typed = query.get("q").strip()
    if is_number(typed):
        return without_number(query.without(["q"]), typed)
    better = _with_chosen_time(query)
    if typed and (point := typed_position(typed)):
        better = better.without(POSITION).replaced(near=str(point.rounded()))
    elif typed and len(_given(query)) > 1:
        better = _typed_or_picked(typed, better)
    elif near := _point(query.get("near")):
        better = better.replaced(near=str(near.rounded()))
    return None if better == query else str(better)


def locate(form: Form, query: Query) -> Whereabouts:
    """Where a valid form says to look, by its `near`, `place` or `q`."""
    cleaned = form.cleaned_data
    if cleaned["near"]:
        return _at_point(cleaned["near"])
    if cleaned["place"]:
        return _at_place(cleaned["place"])
    if cleaned["q"]:
        return _by_words(cleaned["q"], query)
    return Whereabouts()


def _with_chosen_time(query: Query) -> Query:
    """A time counts, too, where "now" was left chosen beside it."""
    at = query.get("at").strip()
    if not at:
        return query
    chosen = {"open": at} if query.get("open") in ("", AT_A_TIME) else {}
    return query.without(["at"]).replaced(**chosen)


def _typed_or_picked(typed: str, query: Query) -> Query:
    """The box shows the name of the place picked: unchanged, that place is meant."""
    place = Place.objects.filter(slug=query.get("place")).first()
    if place and place_name(place).text == typed:
        return query.without(["q", "near"])
    return query.without(POSITION).replaced(q=typed)


def _given(query: Query) -> list[str]:
    return [name for name in POSITION if query.get(name)]


def _point(text: str) -> Point | None:
    try:
        return Point.parse(text) if text else None
    except GeoError:
        return None


def _at_point(point: Point) -> Whereabouts:
    near = nearest_place(point)
    known = near is not None and near.distance_m <= NAMED_WITHIN_M
    label = place_name(near.place) if near and known else str(point)
    return Whereabouts(
        asked=True,
        point=point,
        label=label,
        typed=str(point),
        is_outside=not in_cambodia(point),
    )


def _at_place(place: Place) -> Whereabouts:
    name = place_name(place)
    found = point_for(place)
    if found is None:
        return Whereabouts(
            asked=True, label=name, place=place.slug, typed=name.text, unknown=name
        )
    point, around = found
    if around == place:
        return Whereabouts(True, point, name, place.slug, name.text)
    label = place_name(around)
    return Whereabouts(
        True, point, label, place.slug, name.text, unknown=name, wider=label
    )


def _by_words(words: str, query: Query) -> Whereabouts:
    """Near the place that fits the words best, if one does."""
    thing = without_nearness(words)
    matches = search_text(words, 2 * SUGGESTED)
    if not matches and thing != words:
        matches = [m for m in search_text(thing, 2 * SUGGESTED) if m.rank.is_strong]
    is_a_place = any(m.kind == "place" and m.rank is Rank.EXACT for m in matches)
    for said in dict.fromkeys((words, thing)):
        if not is_a_place and (meant := filters_called(said, query)):
            return Whereabouts(asked=True, typed=words, meant=meant)
    if not matches:
        return _by_a_name_inside(words, query)
    if matches[0].rank is Rank.EXACT:
        # Who writes a whole name did not mean another one.
        matches = [match for match in matches if match.rank is Rank.EXACT]
    places = places_by_id([m.id for m in matches if m.kind == "place"][:SUGGESTED])
    outlets = _outlets([m.id for m in matches if m.kind == "outlet"][:SUGGESTED])
    named = tuple(NamedOutlet(outlet_link(o), _search_at(o, query)) for o in outlets)
    if matches[0].kind == "outlet" and outlets:
        found, rest = Whereabouts(asked=True), places
    elif places:
        found, rest = _at_place(places[0]), places[1:]
    else:
        return Whereabouts(asked=True, typed=words, nothing_found=True)
    others = _elsewhere(rest, found.point, query)
    return replace(found, typed=words, others=others, outlets=named)


def _by_a_name_inside(words: str, query: Query) -> Whereabouts:
    places = places_by_id(places_inside(words, SUGGESTED, words_for_filters()))
    if not places:
        alike = places_alike(without_nearness(words), ALIKE)
        places = alike.places
        if not alike.is_sure:
            others = _elsewhere(places, None, query)
            return Whereabouts(
                asked=True, typed=words, nothing_found=True, others=others
            )
    found = _at_place(places[0])
    others = _elsewhere(places[1:], found.point, query)
    return replace(
        found, typed=words, instead=found.label, unknown="", wider="", others=others
    )


def _elsewhere(
    places: list[Place], found: Point | None, query: Query
) -> tuple[NameLink, ...]:
    """Searches near those of the places that lead away from the point that is found."""
    links = []
    seen = {found}
    for place in places:
        known = point_for(place)
        if known and known[0] not in seen:
            seen.add(known[0])
            links.append(full_place_link(place, _search_near(place, query)))
    return tuple(links)


def _search_near(place: Place, query: Query) -> str:
    return str(query.without(POSITION).replaced(place=place.slug))


def _search_at(outlet: Outlet, query: Query) -> str:
    near = str(outlet.point.rounded())
    return str(query.without(POSITION).replaced(near=near))


def _outlets(ids: list[int]) -> list[Outlet]:
    rows = Outlet.objects.published().select_related("operator").in_bulk(ids)
    return [rows[pk] for pk in ids if pk in rows]
