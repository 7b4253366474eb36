import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import caches
from django.core.management import call_command
from django.db.models.signals import post_migrate
from django.test import override_settings
from django.utils import translation

# A busy machine is not a bug: no deadline. In CI the same examples every time.
hypothesis.settings.register_profile(
    "suite",
    deadline=None,
    derandomize=os.environ.get("CI") == "true",
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("suite")


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Leave tests of PostGIS alone out, unless `-p tests.on_postgis` is there."""
    if config.pluginmanager.has_plugin("tests.on_postgis"):
        return
    only_postgis = [item for item in items if item.get_closest_marker("postgis")]
    if only_postgis:
        config.hook.pytest_deselected(items=only_postgis)
        items[:] = [i for i in items if i not in set(only_postgis)]


@pytest.fixture(scope="session", autouse=True)
def quick_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Plain static names, so that no test needs `collectstatic`; a cheap hasher.

    No limits: thousands of requests come from one address within a minute. Jobs are
    done as soon as they are put in the queue.
    """
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        STORAGES=settings.STORAGES | {"staticfiles": plain},
        STATIC_ROOT=str(tmp_path_factory.mktemp("static")),
        SNAPSHOT_DIR=str(tmp_path_factory.mktemp("snapshots")),
        JOBS_DIR=str(tmp_path_factory.mktemp("jobs")),
        IMPORT_DIR=str(tmp_path_factory.mktemp("imports")),
        TASKS={
            "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}
        },
        LIMITS={},
        DEMAND_WRITTEN_S=0,
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """A page or answer in another language leaves it active in its thread."""
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    """What a process read serves for seconds; another test has other rows."""
    from locator.api.response_cache import responses
    from locator.models import reading

    yield
    reading._memories.clear()
    responses.clear()
    for cache in caches.all():
        cache.clear()


@pytest.fixture(scope="session", autouse=True)
def index_of_nothing() -> Iterator[None]:
    """Django flushes its tables after a test that commits, but no R*Tree and texts."""

    def repair(**_signal: object) -> None:
        call_command("check_index", repair=True, verbosity=0)

    post_migrate.connect(repair, sender=apps.get_app_config("locator"))
    yield
    post_migrate.disconnect(repair, sender=apps.get_app_config("locator"))


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real input files, which are not part of the project."""
    folder = os.environ.get("TOPUP_REAL_DATA")
    if not folder:
        pytest.skip("reads real data: set TOPUP_REAL_DATA to its folder")
    return Path(folder)
