"""Who writes names and guides, and nothing else."""

import pytest
from django.test import Client
from django.urls import reverse

from guides.models import Guide, GuideText
from locator.models import Outlet
from tests import factories
from tests.admin.forms import errors_of
from tests.admin.roles.accounts import LIST, address, sent

pytestmark = pytest.mark.django_db


def test_a_translator_writes_names_and_nothing_else(translator: Client) -> None:
    outlet = factories.outlet(hours="24/7", sells="smart", confidence="likely")
    before = Outlet.objects.filter(pk=outlet.pk).values().get()
    answer = sent(
        translator,
        outlet,
        name_km="ហាង",
        status="closed",
        hours_text="",
        position="12, 104",
        kind="atm",
        verified_now="on",
    )
    assert errors_of(answer) == {}
    after = Outlet.objects.filter(pk=outlet.pk).values().get()
    outlet.refresh_from_db()
    assert outlet.name_km == "ហាង"
    differing = {name for name in after if after[name] != before[name]}
    assert differing <= {"updated_at", "place_id", "imported"}


def test_a_translator_has_no_actions_no_deletion_and_no_other_desk(
    translator: Client,
) -> None:
    outlet = factories.outlet()
    place = factories.place()
    chosen = {"action": "close_for_good", "_selected_action": [outlet.pk]}
    translator.post(LIST, chosen)
    assert Outlet.objects.get().status == "published"
    page = address(place, "delete")
    assert translator.post(page, {"post": "yes"}).status_code == 403
    for name in ("locator_report", "auth_user", "guides_plan", "locator_apikey"):
        page = reverse(f"admin:{name}_changelist")
        assert translator.get(page).status_code == 403


def test_a_translator_writes_a_guide_and_does_not_publish_it(
    translator: Client,
) -> None:
    guide = Guide.objects.create(slug="g", method="app", order=1)
    text = GuideText.objects.create(
        guide=guide, language="km", title="T", summary="S", markdown="M"
    )
    answer = sent(translator, text, title="New", status="published", language="en")
    assert errors_of(answer) == {}
    text.refresh_from_db()
    assert (text.title, text.status, text.language) == ("New", "draft", "km")


def test_a_translator_sees_what_is_to_translate(translator: Client) -> None:
    page = reverse("admin:guides_guidetext_languages")
    assert translator.get(page).status_code == 200
