from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from locator.models import Partnership
from tests import factories
from tests.admin.roles.accounts import logged_in, staff


@pytest.fixture
def curator(db: None) -> User:
    return staff("curator", "Curator")


@pytest.fixture
def partner(db: None) -> Callable[..., Client]:
    """Logs in as a partner of these carriers and operators, by slug."""

    def make(
        *, carriers: tuple[str, ...] = (), operators: tuple[str, ...] = (), **how: Any
    ) -> Client:
        user = staff("partner", "Partner")
        values = {"needs_approval": False, "agreed_at": timezone.now(), **how}
        partnership = Partnership.objects.create(user=user, **values)
        partnership.carriers.set(factories.carrier(slug) for slug in carriers)
        partnership.operators.set(factories.operator(slug) for slug in operators)
        return logged_in(user)

    return make


@pytest.fixture
def translator(db: None) -> Client:
    return logged_in(staff("translator", "Translator"))
