"""Runs the tests of the scripts' DOM-free modules in Node, where there is one."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from locator.geo.typed import MAP_ADDRESS_PATTERNS

HERE = Path(__file__).parent
NODE = shutil.which("node")


@pytest.mark.parametrize("module", sorted(path.name for path in HERE.glob("*.mjs")))
def test_module(module, tmp_path):
    if NODE is None:
        missing = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        missing("Node not found: sudo apt-get install nodejs")
    # The modules are served as they are, without a package.json: tell Node their kind.
    (tmp_path / "package.json").write_text('{"type": "module"}')
    (tmp_path / "static").symlink_to(HERE.parent.parent / "static")
    shutil.copytree(HERE, tmp_path / "tests/js")
    patterns = tmp_path / "tests/js/map_address_patterns.json"
    patterns.write_text(json.dumps(MAP_ADDRESS_PATTERNS))
    command = [NODE, "--preserve-symlinks", "--test", f"tests/js/{module}"]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
