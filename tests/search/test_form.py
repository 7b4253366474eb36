import datetime as dt
from decimal import Decimal

import pytest
from django.http import QueryDict

from locator.geo.point import BoundingBox, Point
from locator.models import Carrier, Confidence, Place
from locator.search.form import SearchForm

NOON = dt.datetime(2026, 11, 22, 5, 0, tzinfo=dt.UTC)


def form_of(query: str, **options: str) -> SearchForm:
    return SearchForm(QueryDict(query), **options)


def search_of(query: str, **options: str):
    form = form_of(query, **options)
    assert form.is_valid(), form.errors
    return form.search(at=NOON)


def errors_of(query: str) -> dict[str, list[str]]:
    form = form_of(query)
    assert not form.is_valid()
    return {name: list(sentences) for name, sentences in form.errors.items()}


def test_an_empty_query_is_a_search_for_anything():
    search = search_of("")
    assert (search.near, search.carrier, search.open_at) == (None, None, None)
    assert search.limit == 20
    assert search.at_least is Confidence.UNCONFIRMED


def test_a_page_asks_for_what_is_open_now_unless_told_otherwise():
    assert search_of("", open_default="now").open_at == NOON
    assert search_of("open=any", open_default="now").open_at is None


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-23T12:00", "2026-11-23T12:00:00+07:00"),
        ("2026-11-23T12:00:00%2B07:00", "2026-11-23T12:00:00+07:00"),
        ("2026-11-23T12:00:00+07:00", "2026-11-23T12:00:00+07:00"),
        ("2026-11-23T05:00:00Z", "2026-11-23T05:00:00+00:00"),
    ],
)
def test_a_moment_without_a_zone_is_cambodian(text, moment):
    assert search_of(f"open={text}").open_at == dt.datetime.fromisoformat(moment)


@pytest.mark.parametrize(
    "text",
    [
        *("later", "2026-13-01T00:00", "5"),
        *("0001-01-01T00:00", "0001-01-01T00:00+14:00", "9999-12-31T23:59-12:00"),
    ],
)
def test_a_moment_that_cannot_be_is_refused(text):
    assert "2026-11-23T12:00" in errors_of(f"open={text}")["open"][0]


def test_position_and_box_are_read():
    assert search_of("near=11.5564,104.9282").near == Point(11.5564, 104.9282)
    box = BoundingBox(104.8, 11.5, 105.0, 11.6)
    assert search_of("bbox=104.8,11.5,105,11.6").box == box


def test_near_and_bbox_together_make_no_sense():
    sentence = errors_of("near=11.5,104.9&bbox=104.8,11.5,105,11.6")["bbox"][0]
    assert "only one of" in sentence


def test_a_radius_needs_a_centre():
    assert "radius" in errors_of("radius=500")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("near", "91,0"),
        ("near", "nan,inf"),
        ("near", "11.5\x00,104"),
        ("bbox", "1,2,3"),
        ("radius", "-1"),
        ("radius", "1e309"),
        ("kind", "bakery"),
        ("amount", "lots"),
        ("confidence", "sure"),
        ("limit", "0"),
        ("limit", "101"),
        ("open_strict", "yes"),
        ("payment", "gold"),
        ("service", "haircut"),
    ],
)
def test_a_parameter_that_cannot_be_read_is_named(name, text):
    near = "" if name in {"near", "bbox"} else "&near=11.5,104.9"
    assert list(errors_of(f"{name}={text}{near}")) == [name]


def test_amounts_are_compared_in_dollars():
    assert search_of("amount=8000+riel").amount_usd == Decimal(2)


@pytest.mark.django_db
def test_an_unknown_carrier_is_named_with_what_was_typed():
    assert "“vodafone”" in errors_of("carrier=vodafone")["carrier"][0]


@pytest.mark.django_db
def test_carrier_and_place_are_found_by_slug():
    carrier = Carrier.objects.create(slug="smart", name="Smart")
    Place.objects.create(level="town", slug="kep", name="Kep")
    form = form_of("carrier=smart&place=kep")
    assert form.is_valid()
    assert form.search(at=NOON).carrier == carrier
    assert form.cleaned_data["place"].slug == "kep"
