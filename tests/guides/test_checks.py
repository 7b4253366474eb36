"""What channels and plans may say, and what is shown of what cannot be."""

import pytest
from django.core.exceptions import ValidationError

from guides.models import Channel
from guides.templatetags.guides_pages import kind_label
from locator.templatetags.locator_pages import plain_number
from tests.guides import rows
from tests.guides.pages import page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


def refused(row) -> set[str]:
    with pytest.raises(ValidationError) as error:
        row.full_clean(exclude=["facts"])
    return set(error.value.error_dict)


@pytest.mark.parametrize("code", ["hello world", "*1201#;", "PIN", "*12 01#", "*1*ME#"])
def test_a_code_that_nobody_can_dial_is_refused(code):
    channel = rows.channel(code=code, other_number_code=code)
    assert {"code", "other_number_code"} <= refused(channel)
    assert "code" in refused(rows.plan(code=code))


@pytest.mark.parametrize("code", ["*1203*PIN#", "*888*11*NUMBER*PIN#", "1204", ""])
def test_a_code_with_what_the_visitor_types_is_taken(code):
    rows.plan(code=code).full_clean()


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//e.example",
        "/etc",
        "an app",
        "https://e.example/ x",
        'e.example/"onclick=',
    ],
)
def test_an_address_that_is_none_is_refused_and_no_link(client, address):
    channel = rows.channel(carriers="smart", address=address)
    assert "address" in refused(channel)
    assert channel.web_link == ""
    assert 'rel="noopener"><code>' not in page(client, "/en/codes/")


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("pay.metfone.com.kh", "https://pay.metfone.com.kh"),
        ("e.example/pay?x=1", "https://e.example/pay?x=1"),
        ("http://e.example", "http://e.example"),
    ],
)
def test_a_web_address_is_a_link(client, address, link):
    rows.channel(carriers="smart", address=address)
    shown = page(client, "/en/codes/")
    assert f'<a href="{link}" rel="noopener"><code>{address}</code></a>' in shown


@pytest.mark.parametrize("days", ["0", "10000", "99999999999999999999", "9" * 5_000])
def test_days_that_no_sim_is_valid_for_are_refused_and_not_shown(client, days):
    channel = rows.channel(carriers="smart", validity=f"1 = 8\n2 = {days}")
    assert "validity" in refused(channel)
    assert Channel.objects.get().validity_days == [("1", 8)]
    [shown] = client.get("/api/v1/channels/").json()["channels"]
    assert shown["validity"] == [{"amount_usd": 1, "days": 8}]


@pytest.mark.parametrize(
    ("value", "shown"),
    [(4, "4"), (1.5, "1.5"), (0.25, "0.25"), (1200, "1,200"), (100, "100")],
)
def test_a_volume_keeps_its_two_decimals(value, shown):
    assert plain_number(value) == shown


def test_a_kind_that_is_none_is_shown_as_it_is():
    assert kind_label("foo") == "foo"
