"""What is kept for a time only, and is gone after it."""

import datetime as dt

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from locator.contributing.owners import NUMBER_KEPT_FOR, ClaimForm
from locator.models.owner import Claim
from tests import factories

pytestmark = pytest.mark.django_db

SENT_ON = dt.date(2026, 9, 1)
LAST_DAY = SENT_ON + NUMBER_KEPT_FOR - dt.timedelta(days=1)


@pytest.fixture
def claim() -> Claim:
    return Claim.objects.create(
        outlet=factories.outlet(), phone="+85512999888", sent_on=SENT_ON
    )


@pytest.mark.parametrize(
    ("day", "phone"),
    [(LAST_DAY, "+85512999888"), (LAST_DAY + dt.timedelta(days=1), "")],
)
def test_the_number_of_an_undecided_claim_is_deleted_in_time(
    claim: Claim, day: dt.date, phone: str
) -> None:
    with time_machine.travel(f"{day}T03:20:00+07:00", tick=False):
        call_command("forget_old")
    claim.refresh_from_db()
    assert (claim.phone, claim.status) == (phone, "waiting")


def test_a_curator_is_told_that_the_number_was_deleted(
    admin_client: Client, claim: Claim
) -> None:
    address = reverse("admin:locator_claim_change", args=[claim.pk])
    told = "number was deleted after 60 days"
    assert told not in admin_client.get(address).content.decode()
    Claim.objects.update(phone="")
    assert told in admin_client.get(address).content.decode()


def test_who_gives_a_number_is_told_how_long_it_is_kept(client: Client) -> None:
    days = f"{NUMBER_KEPT_FOR.days} days at the latest"
    assert days in str(ClaimForm().fields["phone"].help_text)
    assert days in client.get("/en/privacy/").content.decode()
