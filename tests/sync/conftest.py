from pathlib import Path
from typing import Any

import pytest

# A curator who fills in the admin's forms.
from tests.admin.conftest import (  # noqa: F401
    add,
    admin_page,
    change,
    curator,
    fact,
)


@pytest.fixture
def snapshots(tmp_path: Path, settings: Any) -> Path:
    """The folder of snapshots, which is not there yet."""
    settings.SNAPSHOT_DIR = str(tmp_path / "snapshots")
    return tmp_path / "snapshots"
