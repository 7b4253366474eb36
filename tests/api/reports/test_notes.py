"""What is written in a note: nothing personal is kept, and nothing hostile breaks."""

import json

import hypothesis
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from locator.masking import MASK, without_contacts
from locator.models import Report
from tests.api.reports.sending import address, send

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "note",
    [
        "call 012 345 678",
        "call +855 12-345-678 please",
        "call 012345678",
        "call 12345678",
        "ទូរស័ព្ទ ០១២ ៣៤៥ ៦៧៨",
        "打 138 1234 5678",
        "０１２３４５６７８",
        "0 1 2 3 4 5 6 7 8",
        "sophea@example.org",
        "sophea＠example.org",
        "sophea (at) example.org",
        "012, 345, 678",
        "012:345:678",
        "012*345*678",
        "012  -  345  -  678",
        "012\u200b345\u2060678",
        "t.me/sophea012",
    ],
)
def test_phone_numbers_and_addresses_in_a_note_are_masked(client, shop, note):
    send(client, shop, kind="closed_for_good", note=note)
    kept = Report.objects.get().note
    assert MASK in kept
    assert not any(character.isdecimal() for character in kept)
    assert "@" not in kept


@pytest.mark.parametrize(
    "note",
    [
        "open 08:00-17:00, Sa 08.00-12.00",
        "08:00-12:00, 13:00-17:00",
        "5,000, 10,000 and 20,000 riel",
        "shut since 2026-11-16",
        "at 11.5564, 104.9282",
        "they ask 20000 riel for 15000",
    ],
)
def test_hours_dates_points_and_sums_in_a_note_are_kept(client, shop, note):
    send(client, shop, kind="closed_for_good", note=note)
    assert Report.objects.get().note == note


@given(
    digits=st.text("0123456789", min_size=9, max_size=12),
    gaps=st.lists(
        st.sampled_from(["", " ", "-", ".", " - "]), min_size=12, max_size=12
    ),
    before=st.text(max_size=20),
)
def test_a_long_number_is_masked_however_it_is_written(digits, gaps, before):
    written = "".join(map("".join, zip(digits, gaps, strict=False)))
    masked = without_contacts(f"{before}: {written}")
    assert digits not in "".join(c for c in masked if c.isascii() and c.isdigit())


def test_hostile_text_in_any_field_is_kept_or_refused(client, shop, real_data):
    texts = json.loads((real_data / "naughty-strings.json").read_text())
    fields_of = (
        lambda text: {"kind": "closed_for_good", "note": text},
        lambda text: {"kind": "wrong_hours", "hours": text},
        lambda text: {"kind": "wrong_place", "point": text},
        lambda text: {"kind": "does_not_sell", "carrier": text},
        lambda text: {"kind": text},
    )
    for number, text in enumerate(texts):
        fields = fields_of[number % len(fields_of)](text)
        assert send(client, shop, **fields).status_code in {200, 201, 400}, text


_JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(
    body=_JSON
    | st.fixed_dictionaries(
        {"kind": st.sampled_from(Report.Kind.values)},
        optional=dict.fromkeys(("carrier", "note", "hours", "point", "else"), _JSON),
    )
)
@hypothesis.settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_json_is_kept_or_refused(client, shop, body):
    response = client.post(
        address(shop), json.dumps(body), content_type="application/json"
    )
    assert response.status_code in {200, 201, 400, 413}
