import stat
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from locator.config import secret


def test_workers_that_start_at_once_agree_on_one_key(tmp_path: Path) -> None:
    path = tmp_path / "var" / "secret_key"
    # Spawned, as a fork would share the state of the test's own process.
    with ProcessPoolExecutor(4, mp_context=get_context("spawn")) as workers:
        keys = set(workers.map(secret.read_or_create, [path] * 16))
    assert keys == {path.read_text()}
    assert [entry.name for entry in path.parent.iterdir()] == ["secret_key"]


def test_a_key_that_is_there_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "secret_key"
    path.write_text("kept")
    assert secret.read_or_create(path) == "kept"


def test_the_key_is_long_and_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "secret_key"
    assert len(secret.read_or_create(path)) >= 50
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
