"""Plugin: `python -m pytest -p tests.on_postgis` runs the database tests on PostGIS.

Tests that touch no database, and those in a browser, say nothing new here and are
left out. Without PostgreSQL and PostGIS every test is skipped; with CI=true that fails.
"""

import os
from collections.abc import Generator
from contextlib import ExitStack

import pytest

from tests.postgres import INSTALL_ADVICE, find_programs, throwaway_cluster

# Workers of pytest-xdist inherit it: only the first process starts a cluster.
_OWNER = "TOPUP_TEST_CLUSTER_OWNER"
_DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(
    early_config: pytest.Config,
) -> Generator[None, None, None]:
    """Set DATABASE_URL before pytest-django loads the settings."""
    if _OWNER not in os.environ:
        os.environ[_OWNER] = str(os.getpid())
        programs = find_programs()
        if programs:
            running = ExitStack()
            early_config.add_cleanup(running.close)
            os.environ["DATABASE_URL"] = running.enter_context(
                throwaway_cluster(programs)
            )
        else:
            os.environ.pop("DATABASE_URL", None)
            if os.environ.get("CI") == "true":
                raise pytest.UsageError(INSTALL_ADVICE)
    return (yield)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    chosen = [item for item in items if _asks_the_database(item)]
    config.hook.pytest_deselected(items=[i for i in items if i not in set(chosen)])
    items[:] = chosen
    if "DATABASE_URL" not in os.environ:
        for item in items:
            item.add_marker(pytest.mark.skip(reason=INSTALL_ADVICE))


def _asks_the_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("browser") or item.get_closest_marker("sqlite"):
        return False
    names = set(getattr(item, "fixturenames", ()))
    return bool(item.get_closest_marker("django_db") or names & _DATABASE_FIXTURES)
