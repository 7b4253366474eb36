import pytest

from locator.models import PublicHoliday
from tests import factories

pytestmark = pytest.mark.django_db


def hours(client, outlet, **query):
    body = client.get(f"/api/v1/outlets/{outlet.public_id}/", query).json()
    return body["properties"]["hours"]


def test_an_outlet_tells_its_hours_day_by_day(client):
    shop = factories.outlet(hours="Mo-Fr 08:00-12:00,14:00-18:00; Sa 20:00-03:00")
    told = hours(client, shop)
    assert told["text"] == "Mo-Fr 08:00-12:00,14:00-18:00; Sa 20:00-03:00"
    monday, *_others, saturday, sunday = told["week"]
    assert [time["opens"] for time in monday["times"]] == ["08:00", "14:00"]
    assert saturday["times"] == [{"opens": "20:00", "closes": "03:00", "state": "open"}]
    assert sunday == {"day": "Su", "times": []}


def test_the_coming_days_begin_today_and_name_their_holidays(client):
    PublicHoliday.objects.create(
        date="2026-11-17", name_en="Decreed Day", name_km="ថ្ងៃ"
    )
    shop = factories.outlet(hours="Mo-Su 08:00-18:00; PH off")
    days = hours(client, shop)["days"]
    assert [day["date"] for day in days][:2] == ["2026-11-16", "2026-11-17"]
    assert len(days) == 7
    assert days[0]["intervals"] == [
        {
            "start": "2026-11-16T08:00:00+07:00",
            "end": "2026-11-16T18:00:00+07:00",
            "state": "open",
        }
    ]
    assert days[1]["holiday"] == "Decreed Day"
    assert days[1]["intervals"] == []
    assert hours(client, shop, lang="km")["days"][1]["holiday"] == "ថ្ងៃ"


def test_search_engines_words_leave_a_holiday_out(client):
    PublicHoliday.objects.create(date="2026-11-17", name="Decreed Day")
    shop = factories.outlet(hours="Mo-Su 08:00-18:00; PH off")
    specification = hours(client, shop)["specification"]
    assert specification[0] == {
        "@type": "OpeningHoursSpecification",
        "dayOfWeek": "https://schema.org/Monday",
        "opens": "08:00",
        "closes": "18:00",
        "validFrom": "2026-11-16",
        "validThrough": "2026-11-16",
    }
    assert "2026-11-17" not in {entry["validFrom"] for entry in specification}


def test_an_outlet_closed_until_a_date_has_no_hours_before_it(client):
    shop = factories.outlet(
        hours="24/7", status="closed_until", closed_until="2026-11-18"
    )
    days = hours(client, shop)["days"]
    assert [len(day["intervals"]) for day in days] == [0, 0, 1, 1, 1, 1, 1]


def test_unknown_hours_are_told_as_unknown(client):
    empty = {"text": None, "week": [], "days": [], "specification": []}
    assert hours(client, factories.outlet()) == empty
