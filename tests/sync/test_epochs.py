"""A database that was copied, moved or set back lets mirrors begin anew."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from locator.change_index import begin_epoch, current_epoch
from locator.models import ChangeEpoch, OutletChange
from locator.sync import positions
from tests import factories
from tests.sync.mirror import CHANGES, SNAPSHOT, Mirror, database

pytestmark = pytest.mark.django_db(transaction=True)


def copy_to_another_cluster() -> None:
    """As a dump's return does: rows and revisions stay, the cluster is another."""
    ChangeEpoch.objects.update(cluster="another/1")
    OutletChange.objects.update(revision=2**62)


def test_the_epoch_stays_while_the_database_does() -> None:
    assert current_epoch() == current_epoch()
    assert begin_epoch() == current_epoch()


def test_a_token_of_the_database_that_this_is_a_copy_of_is_refused(
    client: Client,
) -> None:
    factories.outlet()
    mirror = Mirror()
    mirror.catch_up()
    copy_to_another_cluster()
    answer = client.get(CHANGES, {"since": mirror.token})
    assert answer.status_code == 400


def test_in_a_copy_every_outlet_is_told_from_the_beginning() -> None:
    first = factories.outlet()
    copy_to_another_cluster()
    mirror = Mirror()
    mirror.catch_up()
    assert mirror.outlets == database() != {}
    factories.outlet()
    first.refresh_from_db()
    assert mirror.catch_up() == 1
    assert mirror.outlets == database()


def test_a_write_in_a_copy_is_told_before_anybody_asked() -> None:
    factories.outlet()
    copy_to_another_cluster()
    factories.outlet()
    mirror = Mirror()
    assert mirror.catch_up() == 2
    assert mirror.outlets == database()


def test_after_a_backups_return_a_new_epoch_refuses_all_tokens(
    snapshots: Path, client: Client
) -> None:
    factories.outlet()
    mirror = Mirror()
    mirror.catch_up()
    call_command("make_snapshot", "--new-epoch", verbosity=0)
    assert client.get(CHANGES, {"since": mirror.token}).status_code == 400
    mirror.take_snapshot()
    assert mirror.outlets == database()
    assert mirror.catch_up() == 0


def test_a_snapshot_of_another_database_is_not_offered(
    snapshots: Path, client: Client
) -> None:
    call_command("make_snapshot", verbosity=0)
    assert client.get(SNAPSHOT).status_code == 200
    begin_epoch(force=True)
    assert client.get(SNAPSHOT).status_code == 503


def test_another_shape_of_outlets_lets_mirrors_begin_anew(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.outlet()
    mirror = Mirror()
    mirror.catch_up()
    monkeypatch.setattr(positions, "SHAPE_VERSION", positions.SHAPE_VERSION + 1)
    assert client.get(CHANGES, {"since": mirror.token}).status_code == 400


def test_a_token_of_the_other_engine_is_refused(client: Client) -> None:
    """As after a move from SQLite to PostgreSQL that copied each table."""
    other = "sqlite" if connection.vendor == "postgresql" else "7711018169619821858/1"
    current_epoch()
    ChangeEpoch.objects.update(cluster=other, name="bcdfghjk")
    token = f"bcdfghjk-{positions.SHAPE_VERSION}-1-bcdfgh"
    assert client.get(CHANGES, {"since": token}).status_code == 400


@pytest.mark.postgis
def test_the_cluster_is_told_apart_by_its_identity_and_timeline() -> None:
    current_epoch()
    system, _slash, timeline = ChangeEpoch.objects.get().cluster.partition("/")
    assert system.isdigit()
    assert timeline == "1"


@pytest.mark.sqlite
def test_revisions_go_on_after_a_new_epoch(snapshots: Path) -> None:
    factories.outlet()
    begin_epoch(force=True)
    mirror = Mirror()
    mirror.catch_up()
    outlet: Any = factories.outlet()
    assert mirror.catch_up() == 1
    assert outlet.public_id in mirror.outlets
