from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile

from locator.importing.runs import steps
from locator.importing.sheets.layout import Layout
from locator.models import ImportRun
from tests import factories
from tests.importing.runs.seen import Run, fresh


@pytest.fixture
def sophea() -> User:
    factories.carrier("smart")
    return User.objects.create_superuser("sophea")


@pytest.fixture
def upload(sophea: User) -> Run:
    """A run of the file, read; its rows are not checked yet."""

    def begin(
        content: str, *, source: str = "agents", name: str = "a.csv"
    ) -> ImportRun:
        run = steps.begin(
            ContentFile(content.encode()),
            name=name,
            source=source,
            licence="CC BY 4.0",
            attribution="Wing",
            user=sophea,
        )
        return fresh(run)

    return begin


@pytest.fixture
def checked(upload: Run) -> Run:
    def check(content: str, *, layout: dict[str, Any] | None = None, **options: Any):
        run = upload(content, **options)
        assert run.problem == ""
        columns = Layout.from_json(run.layout | (layout or {}))
        steps.set_columns(run, columns)
        return fresh(run)

    return check


@pytest.fixture
def applied(checked: Run, sophea: User) -> Run:
    def apply(content: str, **options: Any) -> ImportRun:
        run = checked(content, **options)
        steps.apply(run, user=sophea)
        run = fresh(run)
        assert (run.state, run.problem) == ("applied", "")
        return run

    return apply
