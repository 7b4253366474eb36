from collections.abc import Callable

import pytest
from django.utils import timezone

from locator.models import Outlet, QualityFlag
from locator.quality.checking import check_outlets

Rules = Callable[[Outlet], list[str]]


@pytest.fixture
def rules(db: None) -> Rules:
    """Check all outlets; the rules that flag this one, in the order of their names."""

    def ask(outlet: Outlet) -> list[str]:
        check_outlets(None, at=timezone.now())
        flags = QualityFlag.objects.filter(outlet=outlet)
        return sorted(flags.values_list("rule", flat=True))

    return ask
