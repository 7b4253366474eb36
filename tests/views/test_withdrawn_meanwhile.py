"""An outlet that is withdrawn after it was found, and before it is read."""

import pytest
from django.test import Client

from locator.models import Outlet
from tests import factories

pytestmark = pytest.mark.django_db
NEAR = "near=11.5564,104.9282"


@pytest.fixture
def withdrawn() -> Outlet:
    """As a search finds it whose index was read just before."""
    outlet = factories.outlet(name_en="Shop", sells="smart", hours="24/7")
    rows = Outlet.objects.filter(pk=outlet.pk)
    rows.update(status="draft", name_en="Not for readers")
    return outlet


@pytest.mark.parametrize(
    "address",
    [
        f"/en/?{NEAR}",
        f"/en/?{NEAR}&carrier=smart",
        f"/api/v1/outlets/?{NEAR}",
        f"/api/v1/outlets/?{NEAR}&fields=name",
        "/api/v1/outlets/",
        "/en/embed/",
    ],
)
@pytest.mark.usefixtures("withdrawn")
def test_no_answer_tells_of_it(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 200
    assert "Not for readers" not in response.content.decode()


@pytest.mark.parametrize(
    ("module", "address"),
    [
        ("locator.views.outlet", "/en/o/{id}/"),
        ("locator.views.poster", "/en/poster/{id}/"),
        ("locator.api.outlets", "/api/v1/outlets/{id}/"),
    ],
)
def test_its_own_page_is_not_there(
    client: Client, monkeypatch: pytest.MonkeyPatch, module: str, address: str
) -> None:
    outlet = factories.outlet()
    asked = address.format(id=outlet.public_id)
    assert client.get(asked, follow=True).status_code == 200
    monkeypatch.setattr(f"{module}.load_found", lambda ids, **told: {})
    assert client.get(asked, follow=True).status_code == 404
