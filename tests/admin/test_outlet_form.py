"""The form of an outlet: what it saves, corrects and points out."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from locator.admin.offers import carrier_rows
from locator.models import Fact, Hours, MissingShop, Outlet, OutletPhone, Place
from tests import factories
from tests.admin.forms import change_url, errors_of

Send = Callable[..., HttpResponse]


OFFER = {
    "offers-TOTAL_FORMS": "1",
    "offers-0-sells": "on",
    "offers-0-confidence": "likely",
    "offers-0-currency": "USD",
}


PHONE = {"phones-TOTAL_FORMS": "1"}


def warnings_of(answer: HttpResponse) -> str:
    said = get_messages(answer.wsgi_request)
    return " ".join(str(message) for message in said if message.level_tag == "warning")


def test_an_untouched_form_saves_what_was_there(change: Send) -> None:
    outlet = factories.outlet(
        hours="Mo-Fr 08:00-17:00",
        payments=("cash", "khqr"),
        closed_until=dt.date(2030, 1, 1),
        status="closed_until",
        name_km="ហាង",
    )
    before = Outlet.objects.filter(pk=outlet.pk).values().get()
    assert errors_of(change(outlet)) == {}
    after = Outlet.objects.filter(pk=outlet.pk).values().get()
    assert after | {"updated_at": None} == before | {"updated_at": None}


def test_an_outlet_is_added_with_its_position_as_text(add: Send) -> None:
    answer = add(Outlet, name_km="ហាងទូរសព្ទ", kind="kiosk", position="11.5564, 104.9282")
    assert errors_of(answer) == {}
    outlet = Outlet.objects.get()
    assert (outlet.latitude, outlet.longitude) == (11.5564, 104.9282)
    assert outlet.name_km == "ហាងទូរសព្ទ"


def test_whoever_adds_a_draft_without_an_offer_is_told_that_nobody_finds_it(
    add: Send,
) -> None:
    told = warnings_of(add(Outlet, kind="kiosk", position="11.5564, 104.9282"))
    assert "A draft is not shown to visitors" in told
    assert "No carrier is known to be sold here" in told


def test_whoever_adds_an_outlet_that_sells_and_is_published_is_not_warned(
    add: Send,
) -> None:
    offer = OFFER | {"offers-0-carrier": factories.carrier("smart").pk}
    values = {"kind": "kiosk", "position": "11.5564, 104.9282", "status": "published"}
    assert warnings_of(add(Outlet, **values, **offer)) == ""
    assert Outlet.objects.get().offers.exists()


def test_a_draft_that_is_saved_again_is_not_warned_of(change: Send) -> None:
    assert warnings_of(change(factories.outlet(status="draft"))) == ""


@pytest.mark.parametrize(
    ("position", "told"),
    [
        ("", "required"),
        ("104.9282, 11.5564", "did you mean"),
        ("91, 200", "Latitude"),
        ("beside the market", "latitude,longitude"),
        ("11.5564\0, 104.9282", "Null characters"),
        ("1" * 5000, "at most"),
    ],
)
def test_a_bad_position_is_refused_in_words(
    change: Send, position: str, told: str
) -> None:
    errors = errors_of(change(factories.outlet(), position=position))
    assert list(errors) == ["position"]
    assert told in errors["position"][0]


def test_a_position_abroad_is_saved_with_a_warning(change: Send) -> None:
    answer = change(factories.outlet(), position="13.7563, 100.5018")
    assert errors_of(answer) == {}
    assert "outside Cambodia" in warnings_of(answer)


@pytest.fixture
def towns(db: None) -> tuple[Place, Place]:
    """One near Phnom Penh, one far from it."""
    near = factories.place("near", level="town", latitude=11.6, longitude=104.9)
    far = factories.place("far", level="town", latitude=13, longitude=103)
    return near, far


def test_a_shop_without_a_position_is_placed_before_it_is_published(
    admin_page: Client, change: Send, towns: tuple[Place, Place]
) -> None:
    lost = factories.outlet(status="draft", source="visitor")
    MissingShop.objects.create(
        name="Lost",
        kind=lost.kind,
        latitude=lost.latitude,
        longitude=lost.longitude,
        is_exact=False,
        point_of=towns[0],
        sent_on="2026-11-20",
        outlet=lost,
    )
    said = f"Position not given: this is the middle of {towns[0].name} (Town)."
    assert said in admin_page.get(change_url(lost)).content.decode()
    assert change(lost, name_en="Still a draft").status_code == 302
    [error] = errors_of(change(lost, status="published"))["position"]
    assert error == f"{said} Set the pin where it stands, then publish it."
    placed = {"status": "published", "position": "11.5571, 104.9282"}
    assert change(lost, **placed).status_code == 302
    assert said not in admin_page.get(change_url(lost)).content.decode()


def test_the_place_found_from_the_position_follows_it(
    change: Send, towns: tuple[Place, Place]
) -> None:
    near, far = towns
    outlet = factories.outlet()
    change(outlet)
    outlet.refresh_from_db()
    assert outlet.place == near
    change(outlet, position="13.01, 103.01")
    outlet.refresh_from_db()
    assert outlet.place == far


def test_a_place_that_the_curator_chose_stays(
    change: Send, towns: tuple[Place, Place]
) -> None:
    chosen = factories.place("chosen", level="town")
    outlet = factories.outlet()
    change(outlet, position="13.01, 103.01", place=chosen.pk)
    outlet.refresh_from_db()
    assert outlet.place == chosen


def test_a_place_chosen_in_an_earlier_save_stays_where_the_pin_moves(
    change: Send, towns: tuple[Place, Place]
) -> None:
    chosen = factories.place("chosen", level="town")
    outlet = factories.outlet()
    change(outlet, place=chosen.pk)
    change(outlet, position="13.01, 103.01")
    outlet.refresh_from_db()
    assert outlet.place == chosen


def test_a_place_chosen_and_emptied_again_follows_the_position(
    change: Send, towns: tuple[Place, Place]
) -> None:
    near, _far = towns
    outlet = factories.outlet(place=factories.place("chosen", level="town"))
    change(outlet, place="")
    outlet.refresh_from_db()
    assert outlet.place == near
    assert not outlet.has_chosen_place


def test_hours_are_repaired_and_shared(change: Send) -> None:
    outlets = [factories.outlet(), factories.outlet()]
    for outlet in outlets:
        assert errors_of(change(outlet, hours_text="8-17")) == {}
        outlet.refresh_from_db()
    assert outlets[0].hours.text == "08:00-17:00"
    assert outlets[0].hours_id == outlets[1].hours_id


def test_emptied_hours_are_unknown(change: Send) -> None:
    outlet = factories.outlet(hours="24/7")
    change(outlet, hours_text="  ")
    outlet.refresh_from_db()
    assert outlet.hours is None


@pytest.mark.parametrize("text", ["when the owner is awake", "x" * 400, "25:99-3"])
def test_unreadable_hours_are_refused_in_one_line(change: Send, text: str) -> None:
    errors = errors_of(change(factories.outlet(), hours_text=text))
    assert list(errors) == ["hours_text"]
    assert "\n" not in errors["hours_text"][0]


def test_refused_forms_leave_no_hours_behind(change: Send) -> None:
    phone = PHONE | {"phones-0-number": "x"}
    change(factories.outlet(), hours_text="Mo 08:00-17:00", **phone)
    assert not Hours.objects.exists()


def test_hours_past_midnight_are_saved_with_a_warning(change: Send) -> None:
    answer = change(factories.outlet(), hours_text="Fr 20:00-03:00; Sa 10:00-18:00")
    assert errors_of(answer) == {}
    assert "past midnight" in warnings_of(answer)


def test_the_form_shows_how_the_hours_are_read(admin_page: Client) -> None:
    outlet = factories.outlet(hours="08:00-17:00")
    page = admin_page.get(change_url(outlet)).content.decode()
    assert page.count("08:00–17:00") == 7


def test_closed_until_a_date_needs_the_date(change: Send) -> None:
    errors = errors_of(change(factories.outlet(), status="closed_until"))
    assert errors == {"closed_until": ["Give the day on which it opens again."]}


def test_a_date_needs_the_status_closed_until(change: Send) -> None:
    errors = errors_of(change(factories.outlet(), closed_until="2030-01-01"))
    assert list(errors) == ["closed_until"]


def test_a_date_that_has_passed_is_pointed_out(change: Send) -> None:
    answer = change(
        factories.outlet(), status="closed_until", closed_until="2020-01-01"
    )
    assert errors_of(answer) == {}
    assert "opened again" in warnings_of(answer)


def test_checking_now_is_one_tick(change: Send) -> None:
    outlet = factories.outlet()
    before = timezone.now()
    change(outlet, verified_now="on")
    outlet.refresh_from_db()
    assert before <= outlet.verified_at <= timezone.now()


def test_warnings_of_the_import_are_shown_and_dealt_with(
    change: Send, admin_page: Client
) -> None:
    flag = {"field": "opening_hours", "reason": "not understood", "raw": "<b>8ish"}
    outlet = factories.outlet(flags=[flag])
    page = admin_page.get(change_url(outlet)).content.decode()
    assert "opening_hours: not understood “&lt;b&gt;8ish”" in page
    change(outlet, warnings_dealt_with="on")
    outlet.refresh_from_db()
    assert outlet.flags == []


def test_an_emptied_name_is_emptied(change: Send) -> None:
    outlet = factories.outlet(name_en="Old name", name_km="ហាង")
    change(outlet, name_en="")
    outlet.refresh_from_db()
    assert not outlet.name_en
    assert outlet.display_name == "ហាង"


def test_the_source_of_an_import_cannot_be_typed_over(change: Send) -> None:
    outlet = factories.outlet(source="osm", source_ref="node/1")
    change(outlet, source="mine", source_ref="node/2")
    outlet.refresh_from_db()
    assert (outlet.source, outlet.source_ref) == ("osm", "node/1")


@pytest.mark.parametrize("written", ["012 345 678", "+855 12 345 678", "០១២ ៣៤៥ ៦៧៨"])
def test_a_phone_is_stored_in_one_form(change: Send, written: str) -> None:
    answer = change(factories.outlet(), **PHONE | {"phones-0-number": written})
    assert errors_of(answer) == {}
    assert OutletPhone.objects.get().number == "+85512345678"


def test_a_phone_is_shown_as_people_write_it(admin_page: Client) -> None:
    outlet = factories.outlet()
    outlet.phones.create(number="+85512345678")
    assert "012 345 678" in admin_page.get(change_url(outlet)).content.decode()


@pytest.mark.parametrize("written", ["12", "call me", "012 345 678; 012 345 679"])
def test_what_is_not_one_phone_number_is_refused(change: Send, written: str) -> None:
    answer = change(factories.outlet(), **PHONE | {"phones-0-number": written})
    assert list(errors_of(answer)) == ["phones-0-number"]


def test_amounts_stand_the_right_way_round(change: Send) -> None:
    amounts = {"offers-0-min_amount": "50", "offers-0-max_amount": "1"}
    offer = OFFER | {"offers-0-carrier": factories.carrier("smart").pk}
    errors = errors_of(change(factories.outlet(), **offer | amounts))
    assert list(errors) == ["offers-0-max_amount"]
    assert "below the smallest, 50." in str(errors)


def test_an_amount_is_above_zero(change: Send) -> None:
    offer = OFFER | {"offers-0-carrier": factories.carrier("smart").pk}
    errors = errors_of(
        change(factories.outlet(), **offer | {"offers-0-min_amount": "-1"})
    )
    assert list(errors) == ["offers-0-min_amount"]


def test_a_confirmed_offer_says_how_it_is_known(change: Send, fact: Fact) -> None:
    outlet = factories.outlet()
    offer = OFFER | {"offers-0-carrier": factories.carrier("smart").pk}
    offer |= {"offers-0-confidence": "confirmed"}
    assert list(errors_of(change(outlet, **offer))) == ["offers-0-evidence"]
    assert errors_of(change(outlet, **offer | {"offers-0-fact": fact.pk})) == {}


def test_a_carrier_has_one_offer_an_outlet(change: Send) -> None:
    outlet, smart = factories.outlet(), factories.carrier("smart")
    outlet.offers.create(carrier=smart)
    twice = {"offers-TOTAL_FORMS": "2", "offers-1-carrier": smart.pk}
    twice |= {"offers-1-confidence": "likely", "offers-1-currency": "USD"}
    answer = change(outlet, **twice)
    assert "duplicate" in str(errors_of(answer))


def test_the_form_shows_what_is_inherited_and_what_results(
    admin_page: Client, fact: Fact
) -> None:
    wing = factories.operator("wing")
    smart, metfone = factories.carrier("smart"), factories.carrier("metfone")
    cootel = factories.carrier("cootel", not_confirmed_since=2020)
    for carrier in (smart, metfone):
        wing.defaults.create(kind="partner_shop", carrier=carrier, fact=fact)
    outlet = factories.outlet(operator=wing)
    outlet.offers.create(carrier=metfone, sells=False)
    outlet.offers.create(carrier=cootel, confidence="confirmed", evidence="seen")
    labels = {
        row.carrier.slug: tuple(
            said and said.label for said in (row.own, row.default, row.result)
        )
        for row in carrier_rows(outlet)
    }
    assert labels == {
        "smart": (None, "likely", "likely"),
        "metfone": ("does not sell it", "likely", None),
        "cootel": ("confirmed", None, "unconfirmed"),
    }
    page = admin_page.get(change_url(outlet)).content.decode()
    assert "does not sell it" in page
    assert "not confirmed since 2020" in page
