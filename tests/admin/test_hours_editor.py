"""Opening hours as a week to fill in, without JavaScript and as it is typed."""

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client

from locator.models import Outlet
from tests import factories
from tests.admin.forms import change_url, errors_of

Send = Callable[..., HttpResponse]
URL = "/admin/locator/outlet/hours/"
WEEK = {
    f"hours_text-{day}-0-{edge}": time
    for day in ("Mo", "Tu")
    for edge, time in (("from", "8"), ("to", "17:00"))
} | {"hours_text-as-usual": "on"}


def hours_of(outlet: Outlet) -> str:
    outlet.refresh_from_db()
    return outlet.hours.text if outlet.hours else ""


def test_a_week_filled_in_becomes_the_text(change: Send) -> None:
    outlet = factories.outlet()
    assert errors_of(change(outlet, **{"hours_text-was": ""}, **WEEK)) == {}
    assert hours_of(outlet) == "Mo-Tu 08:00-17:00"


def test_a_week_left_as_it_was_leaves_the_text(change: Send) -> None:
    outlet = factories.outlet(hours="Mo-Tu 08:00-17:00")
    week = WEEK | {
        "hours_text-Mo-0-from": "08:00",
        "hours_text-Tu-0-from": "08:00",
        "hours_text-was": "Mo-Tu 08:00-17:00",
    }
    change(outlet, hours_text="24/7", **week)
    assert hours_of(outlet) == "24/7"


def test_a_text_beyond_the_week_stays_and_says_so(
    change: Send, admin_page: Client
) -> None:
    text = "May-Oct 08:00-17:00"
    outlet = factories.outlet(hours=text)
    page = admin_page.get(change_url(outlet)).content.decode()
    assert "says more than the week can show" in page
    untouched = {"hours_text-was": text, "hours_text-as-usual": "on"}
    change(outlet, **untouched)
    assert hours_of(outlet) == text


def test_times_filled_in_take_the_place_of_such_a_text(change: Send) -> None:
    text = "May-Oct 08:00-17:00"
    outlet = factories.outlet(hours=text)
    change(outlet, **{"hours_text-was": text}, **WEEK)
    assert hours_of(outlet) == "Mo-Tu 08:00-17:00"


def test_text_and_week_that_differ_are_asked_about_and_kept(change: Send) -> None:
    outlet = factories.outlet()
    answer = change(outlet, hours_text="24/7", **{"hours_text-was": ""}, **WEEK)
    assert "differ" in errors_of(answer)["hours_text"][0]
    page = answer.content.decode()
    assert ">\n24/7</textarea>" in page
    assert 'name="hours_text-Mo-0-to" value="17:00"' in page
    assert hours_of(outlet) == ""


def test_half_a_time_is_refused_with_its_day_and_kept(change: Send) -> None:
    half = {"hours_text-was": "", "hours_text-We-0-from": "8"}
    answer = change(factories.outlet(), **half)
    assert "Wednesday" in errors_of(answer)["hours_text"][0]
    assert 'name="hours_text-We-0-from" value="8"' in answer.content.decode()


def test_holidays_are_filled_in_apart(change: Send) -> None:
    outlet = factories.outlet()
    week = {name: time for name, time in WEEK.items() if "as-usual" not in name}
    change(outlet, **{"hours_text-was": ""}, **week)
    assert hours_of(outlet) == "Mo-Tu 08:00-17:00; PH off"


# As it is typed


def test_a_text_being_typed_comes_with_its_week_and_days(admin_page: Client) -> None:
    said = admin_page.get(URL, {"text": "Mo-Su 8-17; PH off"}).json()
    assert said["cells"]["Mo-0-from"] == "08:00"
    assert said["asUsual"] is False
    assert len(said["days"]) == 7
    assert said["error"] == ""


def test_a_week_being_typed_comes_with_its_text(admin_page: Client) -> None:
    week = {"week": "1", "as-usual": "1", "Sa-0-from": "20:00", "Sa-0-to": "3:00"}
    said = admin_page.get(URL, week).json()
    assert said["text"] == "Sa 20:00-03:00"


def test_a_night_beside_other_days_is_warned_of(admin_page: Client) -> None:
    said = admin_page.get(URL, {"text": "Fr 20:00-03:00; Sa 10:00-18:00"}).json()
    assert "past midnight" in " ".join(said["notes"])


@pytest.mark.parametrize("text", ["whenever", "x" * 9000, "8-"])
def test_what_cannot_be_read_says_why(admin_page: Client, text: str) -> None:
    said = admin_page.get(URL, {"text": text}).json()
    assert said["error"]
    assert said["cells"] is None
