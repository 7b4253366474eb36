"""Operators, offers and places of the outlets of a file."""

import pytest

from locator.importing.records import Translated
from locator.models import Carrier, Offer, Operator, Outlet, Place
from tests.importing.records import brand, claim, edit, load_rows, outlet, the_outlet

pytestmark = pytest.mark.django_db


def test_an_operator_is_found_by_wikidata_name_or_alias() -> None:
    bank = Operator.objects.create(
        slug="aba", name="ABA Bank", wikidata="Q42", aliases="Advanced Bank of Asia"
    )
    report = load_rows(
        outlet(1, operator=brand("A.B.A.", wikidata="Q42")),
        outlet(2, operator=brand("ADVANCED bank of asia")),
        outlet(3, operator=brand("aba bank")),
        outlet(4, operator=brand("ABA")),
    )
    assert report.new_operators == []
    assert set(Outlet.objects.values_list("operator", flat=True)) == {bank.pk}


def test_an_unknown_brand_becomes_one_new_operator() -> None:
    report = load_rows(
        outlet(1, operator=brand("Prince Bank")),
        outlet(2, operator=brand("PRINCE BANK")),
    )
    operator = Operator.objects.get()
    assert report.new_operators == ["Prince Bank"]
    assert operator.slug == "prince-bank"
    assert operator.outlets.count() == 2


def test_a_brand_in_khmer_only_becomes_an_operator_too() -> None:
    hint = brand("")
    hint = type(hint)(("វីង",), (), Translated.whole({"km": "វីង"}))
    load_rows(outlet(operator=hint))
    operator = Operator.objects.get()
    assert (operator.name_km, operator.slug) == ("វីង", "operator")


def test_a_claimed_offer_is_unconfirmed_with_its_evidence(smart: Carrier) -> None:
    load_rows(outlet(offers=(claim("smart", "brand=Smart"),)))
    offer = Offer.objects.get()
    assert (offer.carrier, offer.confidence) == (smart, "unconfirmed")
    assert (offer.services, offer.evidence) == (("airtime",), "brand=Smart")


def test_an_offer_follows_the_tags_that_claim_it(smart: Carrier) -> None:
    load_rows(outlet(offers=(claim("smart", "brand=Smart"),)))
    load_rows(outlet(offers=(claim("smart", "network=Smart"),)))
    assert Offer.objects.get().evidence == "network=Smart"
    load_rows(outlet())
    assert not Offer.objects.exists()


def test_an_offer_of_no_known_carrier_is_flagged() -> None:
    report = load_rows(outlet(offers=(claim("mobitel"),)))
    assert not Offer.objects.exists()
    assert report.flagged[0].flag.raw == "mobitel"


def test_every_outlet_gets_its_nearest_place_with_a_point() -> None:
    Place.objects.create(level="commune", slug="pointless", name="Pointless")
    near = Place.objects.create(
        level="town", slug="near", name="Near", latitude=11.56, longitude=104.93
    )
    Place.objects.create(
        level="town", slug="far", name="Far", latitude=13.36, longitude=103.86
    )
    load_rows(outlet())
    assert the_outlet().place == near


def test_a_nearer_place_known_later_is_taken_unless_a_curator_chose() -> None:
    far = Place.objects.create(
        level="town", slug="far", name="Far", latitude=13.36, longitude=103.86
    )
    load_rows(outlet(1), outlet(2))
    near = Place.objects.create(
        level="town", slug="near", name="Near", latitude=11.56, longitude=104.93
    )
    market = Place.objects.create(level="landmark", slug="market", name="Market")
    edit("node/2", place=market)
    report = load_rows(outlet(1), outlet(2))
    assert report.updated == 1
    places = Outlet.objects.order_by("source_ref").values_list("place", flat=True)
    assert list(places) == [near.pk, market.pk]
    assert far.outlets.count() == 0
