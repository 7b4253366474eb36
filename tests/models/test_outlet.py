import itertools

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from locator.models import Outlet
from locator.models.outlet import PUBLIC_ID_ALPHABET, new_public_id
from locator.search.loading import load_found
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_public_id_is_six_of_thirty_characters_that_make_no_word():
    assert len(PUBLIC_ID_ALPHABET) == 30
    assert not set("aeiou") & set(PUBLIC_ID_ALPHABET)
    # One of a pair of look-alikes only: 0 and not o, 1 and neither l nor i.
    assert not set("loi") & set(PUBLIC_ID_ALPHABET)
    assert len(new_public_id()) == 6
    assert set(new_public_id()) <= set(PUBLIC_ID_ALPHABET)


@pytest.fixture
def drawn_again(monkeypatch: pytest.MonkeyPatch) -> str:
    """The id of an outlet, which is the next to be drawn too, twice."""
    taken = factories.outlet().public_id
    draws = itertools.chain([taken, taken], iter(new_public_id, ""))
    monkeypatch.setattr("locator.models.outlet.new_public_id", lambda: next(draws))
    return taken


def test_a_new_outlet_never_takes_the_id_of_another(drawn_again):
    assert factories.outlet().public_id != drawn_again


def test_outlets_made_together_have_an_id_each(drawn_again):
    made = Outlet.objects.bulk_create(
        Outlet(kind="atm", latitude=11.5, longitude=104.9) for _number in range(2)
    )
    assert len({drawn_again, *(outlet.public_id for outlet in made)}) == 3


def test_an_id_given_on_purpose_is_kept_or_refused():
    assert factories.outlet(public_id="bcdfgh").public_id == "bcdfgh"
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.outlet(public_id="bcdfgh")


def test_an_outlet_is_never_deleted():
    outlet = factories.outlet()
    with pytest.raises(TypeError, match="close it for good"):
        outlet.delete()
    with pytest.raises(TypeError, match="close it for good"):
        Outlet.objects.all().delete()
    assert Outlet.objects.filter(pk=outlet.pk).exists()


@pytest.mark.parametrize(
    "values",
    [
        {"latitude": 90.1},
        {"longitude": -180.1},
        {"kind": "bakery"},
        {"status": "closed_until"},
        {"closed_until": "2026-12-01"},
        {"status": "lost"},
    ],
)
def test_the_database_refuses_an_outlet_that_cannot_be(values):
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.outlet(**values)


def test_the_database_refuses_a_second_row_of_one_source_reference():
    factories.outlet(source="osm", source_ref="node/1")
    factories.outlet(source="other", source_ref="node/1")
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.outlet(source="osm", source_ref="node/1")


@pytest.mark.parametrize(
    "values",
    [
        {"min_amount": 5, "max_amount": 1},
        {"min_amount": 0},
        {"currency": "THB"},
        {"confidence": "sure"},
    ],
)
def test_the_database_refuses_terms_that_cannot_be(values):
    outlet = factories.outlet()
    with pytest.raises(IntegrityError), transaction.atomic():
        outlet.offers.create(carrier=factories.carrier(), **values)


def test_a_set_of_choices_keeps_their_order_and_is_searched_by_member():
    outlet = factories.outlet(payments=["khqr", "cash"])
    outlet.refresh_from_db()
    assert outlet.payments == ("cash", "khqr")
    assert Outlet.objects.filter(payments__has="khqr").exists()
    assert not Outlet.objects.filter(payments__has="kh").exists()


@pytest.mark.parametrize("language", ["en", "km", "zh-hans"])
@pytest.mark.parametrize(
    "names",
    [
        {"name_en": "Tola Phone Shop", "name_km": "ហាងតុលា"},
        {"name": "", "name_en": "", "name_km": "ហាងតុលា"},
        {"name": "", "name_en": ""},
        {"name_en": "☎ !"},
    ],
)
def test_an_outlet_has_one_address_however_it_is_loaded(names, language):
    wing = factories.operator("wing", name_km="វីង")
    with translation.override(language):
        outlet = factories.outlet(operator=wing, **names)
        outlet.refresh_from_db()
        found = load_found([outlet.pk], at=timezone.now())[outlet.pk]
        assert found.get_absolute_url() == outlet.get_absolute_url()
