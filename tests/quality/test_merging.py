"""Two rows of one outlet become one, lose nothing, and can be parted again."""

import datetime as dt
import json

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from locator.contention import wait_for_turn, waiting_at_most
from locator.contributing.reports import ReportForm, file_report
from locator.geo.point import Point
from locator.importing.load import load
from locator.importing.records import OutletRecord, Translated
from locator.models import Offer, Outlet, OutletMerge, QualityFlag, Report
from locator.quality.checking import check_outlets
from locator.quality.merging import (
    MergeError,
    better_first,
    merge_outlets,
    open_choices,
    takes_other,
    undo_merge,
)
from locator.quality.state import read_state
from locator.sync.changes import changes_since
from tests import factories
from tests.threads import Worker, held

pytestmark = pytest.mark.django_db
LAST_YEAR = timezone.now() - dt.timedelta(days=365)


@pytest.fixture
def kept():
    return factories.outlet(
        name_en="Sok",
        street_en="Street 1",
        sells="smart",
        phones=("+85512345678",),
        verified_at=LAST_YEAR,
    )


@pytest.fixture
def other():
    return factories.outlet(
        name_en="Sok Shop",
        name_km="ហាងសុខ",
        hours="08:00-17:00",
        north_m=20,
        sells="metfone",
        phones=("+85512345678", "+85598765432"),
        source="osm",
        source_ref="node/1",
    )


def merge(kept, other, *taken):
    return merge_outlets(kept, other, taken=taken, by=None, at=timezone.now())


def report_closed(outlet):
    form = ReportForm({"kind": "closed_for_good"})
    assert form.is_valid()
    file_report(outlet, form, who="203.0.113.9", at=timezone.now())


def index_is_right():
    call_command("check_index", verbosity=0)


def everything(*outlets):
    rows = Outlet.objects.in_bulk([outlet.pk for outlet in outlets])
    return [read_state(rows[outlet.pk]) for outlet in outlets]


# Which, and what


def test_the_later_verified_is_kept_and_of_equals_the_older(kept, other):
    assert better_first(other, kept) == (kept, other)
    twin = factories.outlet(name_en="Sok", verified_at=LAST_YEAR)
    assert better_first(twin, kept) == (kept, twin)


def test_a_public_one_is_kept_before_a_draft(other):
    draft = factories.outlet(status="draft", verified_at=timezone.now())
    assert better_first(draft, other) == (other, draft)


def test_only_what_differs_is_a_choice(kept, other):
    choices = open_choices(read_state(kept), read_state(other))
    assert choices == ["latitude", "hours", "name_en", "name_km", "street_en"]


def test_an_empty_value_never_wins_by_default(kept, other):
    states = read_state(kept), read_state(other)
    assert takes_other("hours", *states)
    assert not takes_other("street_en", *states)
    assert not takes_other("name_en", *states)


# What is left


def test_choices_phones_offers_and_reports_come_together(kept, other):
    report = Report.objects.create(
        outlet=other, kind="closed_for_good", reported_on=timezone.localdate()
    )
    merge(kept, other, "name_km", "hours")
    kept.refresh_from_db()
    assert (kept.name_en, kept.name_km) == ("Sok", "ហាងសុខ")
    assert kept.hours.text == "08:00-17:00"
    numbers = [phone.number for phone in kept.phones.all()]
    assert numbers == ["+85512345678", "+85598765432"]
    sold = kept.offers.values_list("carrier__slug", flat=True)
    assert sorted(sold) == ["metfone", "smart"]
    report.refresh_from_db()
    assert report.outlet == kept
    index_is_right()


def test_the_withdrawn_one_is_closed_and_keeps_what_it_said(kept, other):
    merge(kept, other)
    other.refresh_from_db()
    assert other.status == "closed"
    assert (other.name_en, other.source_ref) == ("Sok Shop", "node/1")


def test_what_was_not_offered_as_a_choice_is_not_taken(kept, other):
    merge(kept, other, "kind", "public_id", "verified_at", "offer:999")
    kept.refresh_from_db()
    assert kept.verified_at == LAST_YEAR


def test_the_flag_of_the_pair_goes(kept):
    twin = factories.outlet(name_en="Sok")
    check_outlets(None, at=timezone.now())
    assert QualityFlag.objects.count() == 2
    merge(kept, twin)
    assert not QualityFlag.objects.exists()


def test_nothing_is_merged_into_a_closed_one(kept, other):
    Outlet.objects.filter(pk=kept.pk).update(status="closed")
    with pytest.raises(MergeError):
        merge(kept, other)


def test_none_is_merged_twice(kept, other):
    merge(kept, other)
    with pytest.raises(MergeError):
        merge(factories.outlet(), other)


# Where the old id leads


def test_the_old_page_leads_to_the_kept_one(client, kept, other):
    merge(kept, other)
    answer = client.get(f"/en/o/{other.public_id}/")
    assert answer.status_code == 302
    assert kept.public_id in answer["Location"]


def test_the_old_page_follows_merges_to_their_end(client, kept, other):
    last = factories.outlet(name_en="Sok")
    merge(kept, other)
    merge(last, kept)
    answer = client.get(f"/en/o/{other.public_id}/")
    assert last.public_id in answer["Location"]


def test_the_api_names_the_successor(client, kept, other):
    merge(kept, other)
    answer = client.get(f"/api/v1/outlets/{other.public_id}/")
    assert answer.status_code == 410
    assert json.loads(answer.content)["successor"] == kept.public_id


@pytest.mark.django_db(transaction=True)
def test_mirrors_are_told_that_the_old_id_went(kept, other):
    before = changes_since(None).next
    merge(kept, other)
    told = {
        change["id"]: change.get("deleted") for change in changes_since(before).changes
    }
    assert told == {kept.public_id: None, other.public_id: True}


def test_an_import_neither_opens_nor_doubles_the_withdrawn_one(kept, other):
    merge(kept, other)
    before = everything(kept, other)
    row = OutletRecord(
        ref="node/1",
        where="line 1",
        kind="partner_shop",
        point=Point(other.latitude, other.longitude),
        name=Translated(en="Renamed"),
    )
    report = load([row], source="osm")
    assert everything(kept, other) == before
    assert Outlet.objects.count() == 2
    [skipped] = report.rejected
    assert f"merged into {kept.public_id}" in skipped.why


def test_an_import_that_lacks_it_leaves_it_alone(kept, other):
    Outlet.objects.filter(pk=other.pk).update(imported={"closed_as_missing": True})
    merge(kept, other)
    other.refresh_from_db()
    assert "closed_as_missing" not in other.imported


# Undone


def test_an_undone_merge_leaves_both_as_they_were(client, kept, other):
    Offer.objects.create(outlet=other, carrier=factories.carrier("smart"))
    report = Report.objects.create(
        outlet=other, kind="closed_for_good", reported_on=timezone.localdate()
    )
    before = everything(kept, other)
    done = merge(kept, other, "name_en", "latitude", "hours", "street_en")
    assert everything(kept, other) != before
    assert undo_merge(done, at=timezone.now()) == []
    assert everything(kept, other) == before
    report.refresh_from_db()
    assert report.outlet == other
    answer = client.get(f"/en/o/{other.public_id}/", follow=True)
    assert answer.status_code == 200
    index_is_right()


def test_what_was_edited_since_stays_when_it_is_undone(kept, other):
    done = merge(kept, other, "name_en", "hours")
    Outlet.objects.filter(pk=kept.pk).update(name_en="Sok and Sons")
    assert undo_merge(done, at=timezone.now()) == ["name_en"]
    kept.refresh_from_db()
    assert kept.name_en == "Sok and Sons"
    assert kept.hours is None


def test_an_outlet_opened_again_since_keeps_its_status_when_it_is_undone(kept, other):
    Outlet.objects.filter(pk=other.pk).update(status="draft")
    other.refresh_from_db()
    done = merge(kept, other)
    Outlet.objects.filter(pk=other.pk).update(status="published")
    assert undo_merge(done, at=timezone.now()) == ["status"]
    other.refresh_from_db()
    assert other.status == "published"


def test_a_merge_is_undone_once(kept, other):
    done = merge(kept, other)
    undo_merge(done, at=timezone.now())
    with pytest.raises(MergeError):
        undo_merge(done, at=timezone.now())


def test_a_merge_below_a_later_one_is_not_undone(kept, other):
    done = merge(kept, other)
    merge(factories.outlet(name_en="Sok"), kept)
    with pytest.raises(MergeError):
        undo_merge(done, at=timezone.now())


def test_the_same_two_can_be_merged_again(kept, other):
    undo_merge(merge(kept, other), at=timezone.now())
    merge(other, kept)
    assert OutletMerge.objects.in_effect().get().survivor == other


def test_no_draft_takes_the_place_of_what_visitors_see(kept, other):
    kept.status = Outlet.Status.DRAFT
    kept.save()
    with pytest.raises(MergeError, match="not published"):
        merge(kept, other)


def test_two_merged_each_into_the_other_lead_to_none_when_both_are_closed(
    client, kept, other
):
    merge(kept, other)
    Outlet.objects.filter(pk=other.pk).update(status=Outlet.Status.PUBLISHED)
    merge(other, kept)
    Outlet.objects.filter(pk=other.pk).update(status=Outlet.Status.CLOSED)
    assert OutletMerge.objects.survivor_of(other) is None
    assert OutletMerge.objects.survivor_of(kept) == other
    for outlet in (kept, other):
        response = client.get(f"/en/o/{outlet.public_id}/", follow=True)
        assert response.status_code == 410
    assert "successor" not in client.get(f"/api/v1/outlets/{other.public_id}/").json()


def test_a_circle_of_merges_leads_nowhere(kept, other):
    for survivor, withdrawn in ((kept, other), (other, kept)):
        Outlet.objects.filter(pk=survivor.pk).update(status=Outlet.Status.PUBLISHED)
        merge(survivor, withdrawn)
        OutletMerge.objects.update(undone_at=None)
    Outlet.objects.update(status=Outlet.Status.CLOSED)
    assert OutletMerge.objects.survivor_of(kept) is None


def test_an_undone_merge_leaves_out_what_is_gone(kept, other):
    operator, default = factories.operator("gone"), factories.operator("stays")
    Outlet.objects.filter(pk=kept.pk).update(operator=operator)
    Outlet.objects.filter(pk=other.pk).update(operator=default)
    done = merge(kept, other, "operator")
    operator.delete()
    undo_merge(done, at=timezone.now())
    kept.refresh_from_db()
    assert kept.operator is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgis
def test_undoing_takes_turns_with_another_merge_of_the_same(kept, other):
    done = merge(kept, other)
    with transaction.atomic():
        # As a merge begins, and how it goes on.
        wait_for_turn(Outlet.objects.filter(pk__in=[kept.pk, other.pk]))
        undoing = Worker(lambda: undo_merge(done, at=timezone.now()))
        undoing.await_its_end_or_its_waiting()
        OutletMerge.objects.filter(pk=done.pk).update(undone_at=timezone.now())
    with pytest.raises(MergeError, match="undone already"):
        undoing.end()


def test_what_is_sent_to_an_outlet_that_was_just_merged_goes_to_the_kept_one(
    kept, other
):
    seen = Outlet.objects.get(pk=other.pk)
    merge(kept, other)
    report_closed(seen)
    assert Report.objects.get().outlet == kept


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgis
def test_what_is_sent_during_a_merge_goes_to_the_kept_one(kept, other):
    seen = Outlet.objects.get(pk=other.pk)
    with held(lambda: merge(kept, other)):
        sending = Worker(lambda: report_closed(seen))
        sending.await_its_end_or_its_waiting()
    sending.end()
    assert Report.objects.get().outlet == kept


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgis
def test_what_is_sent_during_an_import_does_not_wait(kept):
    with held(lambda: wait_for_turn(Outlet.objects.all())), waiting_at_most(50):
        report_closed(kept)
    assert Report.objects.get().outlet == kept
