import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client

from tests.guides.shipped import CONTENT, FIXTURES, load_shipped


@pytest.fixture
def content(db: None) -> None:
    """Facts, carriers and what ships with the site about them; no outlets."""
    load_shipped()


@pytest.fixture
def curator(db: None) -> User:
    return User.objects.create_superuser("sophea")


@pytest.fixture
def admin_page(client: Client, curator: User) -> Client:
    client.force_login(curator)
    return client


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    """A folder with the fixtures as they ship, to ship something else."""
    shutil.copy(FIXTURES / "10_facts.json", tmp_path)
    shutil.copytree(CONTENT, tmp_path / "guides")
    return tmp_path


@pytest.fixture
def noon() -> Iterator[None]:
    """Of a Monday, in Cambodia."""
    with time_machine.travel("2026-11-16T12:00:00+07:00", tick=False):
        yield
