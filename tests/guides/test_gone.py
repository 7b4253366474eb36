"""What a text names may be gone by now: readers see the rest, editors are told."""

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.urls import reverse

from guides.models import Channel
from locator.models import Carrier, Fact, Outlet
from tests import factories
from tests.guides import rows

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

NAMES_ALL = """Before[^F044], [the shop](/en/o/b0cd1f/shop/).

[[channel smart-card]]

[[outlets carrier=smart near=me]]

After.
"""


@pytest.fixture
def text():
    factories.fact("F044")
    factories.carrier("smart")
    factories.outlet(public_id="b0cd1f")
    rows.channel()
    return rows.text(NAMES_ALL)


def close_outlet():
    Outlet.objects.update(status=Outlet.Status.CLOSED)


GONE = {
    "outlet": (
        lambda: Outlet.objects.update(public_id="2kf9x7"),
        "Link to outlet b0cd1f: it is not published.",
    ),
    "closed outlet": (close_outlet, "Link to outlet b0cd1f: it is not published."),
    "carrier": (Carrier.objects.all().delete, "no carrier has that name"),
    "channel": (Channel.objects.all().delete, "no published channel has that name"),
    "draft channel": (
        lambda: Channel.objects.update(is_published=False),
        "no published channel has that name",
    ),
    "fact": (Fact.objects.all().delete, "[^F044]: there is no such fact"),
}
gone = pytest.mark.parametrize(("remove", "said"), GONE.values(), ids=GONE)


@gone
@pytest.mark.parametrize("query", [{}, {"near": "11.5564,104.9282"}])
def test_readers_see_the_rest_and_no_error(client, text, remove, said, query):
    remove()
    answer = client.get("/en/guides/by-app/", query)
    assert answer.status_code == 200
    shown = answer.content.decode()
    assert "<p>Before" in shown
    assert "<p>After.</p>" in shown
    assert said not in shown
    assert "[[" not in shown


@gone
def test_the_editor_is_told_in_the_preview(client, text, remove, said):
    client.force_login(User.objects.create_superuser("sophea"))
    address = reverse("admin:guides_guidetext_preview", args=[text.pk])
    problem = '<p class="errors" role="alert">'
    assert problem not in client.get(address).content.decode()
    remove()
    shown = client.get(address).content.decode()
    assert problem in shown
    assert said in shown


@gone
def test_the_command_that_renders_again_names_it(text, remove, said, capsys):
    remove()
    call_command("render_guides")
    assert said in capsys.readouterr().out


def test_the_link_to_a_closed_outlet_leads_to_others(client, text):
    factories.outlet(name="Another", sells="smart", hours="24/7")
    Outlet.objects.filter(public_id="b0cd1f").update(status=Outlet.Status.CLOSED)
    answer = client.get("/en/o/b0cd1f/shop/")
    assert answer.status_code == 410
    assert "Another" in answer.content.decode()
