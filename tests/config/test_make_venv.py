"""`make run` on a machine that lacks something says which command installs it."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings

Told = subprocess.CompletedProcess[str]
Machine = Callable[..., Told]

_PYTHON = """#!/bin/sh
case "$*" in
    *ensurepip*) exit {no_venv} ;;
    *"< (3, 11)"*) exit {too_old} ;;
    *) echo 3.11 ;;
esac
"""


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Run make-venv where only these programs exist, and this Python if any."""

    def add(name: str, script: str) -> None:
        program = tmp_path / name
        program.write_text(script)
        program.chmod(0o755)

    def run(system: str, *programs: str, **python: int) -> Told:
        add("uname", f"#!/bin/sh\necho {system}\n")
        for name in programs:
            add(name, "#!/bin/sh\n")
        if python:
            add("python3", _PYTHON.format(**python))
        return subprocess.run(
            ["/bin/sh", settings.BASE_DIR / ".ci" / "make-venv", tmp_path / "venv"],
            env={"PATH": str(tmp_path)},
            capture_output=True,
            text=True,
        )

    return run


def test_debian_without_python_is_told_what_to_install(machine: Machine) -> None:
    told = machine("Linux", "apt-get")
    assert told.returncode == 1
    assert "apt-get install python3 python3-venv" in told.stderr


def test_debian_without_the_venv_module_is_told_its_package(machine: Machine) -> None:
    told = machine("Linux", "apt-get", no_venv=1, too_old=0)
    assert told.returncode == 1
    assert "apt-get install python3.11-venv" in told.stderr


def test_a_python_that_is_too_old_does_not_count(machine: Machine) -> None:
    told = machine("Linux", "apt-get", no_venv=0, too_old=1)
    assert told.returncode == 1
    assert "Python 3.11 or newer is needed" in told.stderr


def test_macos_is_told_to_use_homebrew(machine: Machine) -> None:
    assert "brew install python" in machine("Darwin").stderr


def test_the_first_python_that_can_makes_the_environment(machine: Machine) -> None:
    assert machine("Linux", no_venv=0, too_old=0).returncode == 0
