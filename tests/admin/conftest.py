from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from locator.models import Fact
from locator.text_index import differing_texts
from tests import factories
from tests.admin.forms import change_url, untouched


@pytest.fixture
def curator(db: None) -> User:
    return User.objects.create_superuser("sophea")


@pytest.fixture
def admin_page(curator: User, client: Client) -> Client:
    client.force_login(curator)
    return client


@pytest.fixture
def fact(db: None) -> Fact:
    statement = "Agents of Wing sell phone top-up."
    return factories.fact("F900", subject="Wing", statement=statement)


@pytest.fixture
def index_is_right(db: None) -> Callable[[], None]:
    """Fails with the differing rows where a write forgot the search indexes."""

    def check() -> None:
        call_command("check_index", verbosity=0)
        assert differing_texts() == {"place": [], "outlet": []}

    return check


@pytest.fixture
def change(admin_page: Client) -> Callable[..., HttpResponse]:
    """Open a row's form, fill in `fields`, save; gives the answer to the saving."""

    def send(row: Model, **fields: Any) -> HttpResponse:
        url = change_url(row)
        return admin_page.post(url, untouched(admin_page.get(url)) | fields)

    return send


@pytest.fixture
def add(admin_page: Client) -> Callable[..., HttpResponse]:
    def send(model: type[Model], **fields: Any) -> HttpResponse:
        url = reverse(f"admin:locator_{model._meta.model_name}_add")
        return admin_page.post(url, untouched(admin_page.get(url)) | fields)

    return send
