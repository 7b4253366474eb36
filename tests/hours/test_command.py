import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from locator.models import PublicHoliday

pytestmark = pytest.mark.django_db

AT = "2026-11-20T16:00"


def printed(*arguments: str) -> str:
    out = StringIO()
    call_command("opening_hours", *arguments, stdout=out)
    return out.getvalue()


def test_json_tells_state_change_and_intervals_in_cambodias_time() -> None:
    told = json.loads(
        printed("Mo-Fr 8-17; PH off", "--at", AT, "--days", "6", "--json")
    )
    assert told == {
        "text": "Mo-Fr 8-17; PH off",
        "repaired": "Mo-Fr 08:00-17:00; PH off",
        "warnings": [],
        "state": "open",
        "next_change": "2026-11-20T17:00:00+07:00",
        "intervals": [
            {
                "start": "2026-11-20T16:00:00+07:00",
                "end": "2026-11-20T17:00:00+07:00",
                "state": "open",
            },
            {
                "start": "2026-11-20T17:00:00+07:00",
                "end": "2026-11-26T08:00:00+07:00",
                "state": "closed",
            },
            {
                "start": "2026-11-26T08:00:00+07:00",
                "end": "2026-11-26T16:00:00+07:00",
                "state": "open",
            },
        ],
    }


def test_a_moment_in_utc_is_understood() -> None:
    told = json.loads(printed("8-17", "--at", "2026-11-20T09:00Z", "--json"))
    assert told["intervals"][0]["start"] == "2026-11-20T16:00:00+07:00"


def test_no_change_within_sixty_days_is_null() -> None:
    told = json.loads(printed("24/7", "--at", AT, "--json"))
    assert (told["state"], told["next_change"]) == ("open", None)


def test_the_terminal_shows_repair_warnings_and_holidays() -> None:
    shown = printed("Fr 20-3; Sa 10-18; PH off", "--at", AT)
    assert "repaired     Fr 20:00-03:00; Sa 10:00-18:00; PH off" in shown
    assert "runs past midnight" in shown
    assert "Fri 2026-11-20 20:00 to Sat 2026-11-21 03:00  open" in shown
    assert "Mon 2026-11-23 Water Festival" in shown


def test_the_terminal_says_that_no_change_is_near() -> None:
    assert "none within 60 days" in printed("24/7", "--at", AT)


def test_unreadable_text_ends_with_one_line() -> None:
    with pytest.raises(CommandError) as caught:
        printed("Mo-Fr 9:00")
    assert caught.value.returncode == 1
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "wrong", [["--at", "soon"], ["--at", "0001-01-01"], ["--days", "0"]]
)
def test_wrong_options_are_refused(wrong: list[str]) -> None:
    with pytest.raises(CommandError):
        printed("24/7", *wrong)


def test_a_day_that_a_curator_decreed_a_holiday_counts() -> None:
    PublicHoliday.objects.create(date="2026-12-02", name="Decreed")
    told = printed("08:00-17:00; PH off", "--at", "2026-12-02T12:00", "--json")
    assert json.loads(told)["state"] == "closed"
