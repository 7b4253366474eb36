"""A throwaway PostgreSQL cluster: for the tests, the bench, or one command.

    python -m tests.postgres COMMAND...

runs COMMAND with DATABASE_URL naming an empty database of a fresh cluster.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

INSTALL_ADVICE = "PostgreSQL with PostGIS not found. Install it: " + (
    "brew install postgresql@17 postgis"
    if sys.platform == "darwin"
    else "sudo apt-get install postgresql postgresql-15-postgis-3 "
    "(or the -postgis-3 package of your version)"
)

# Newest first within a pattern.
_PROGRAM_FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)

# With plain C, PostgreSQL finds no letters in Khmer and Chinese.
_LOCALE = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"

# The cluster lives as long as the pipe on this script's standard input: whichever way
# its owner ends, Ctrl-C and kill -9 included, the cluster stops and its folder goes.
_KEEPER = """
bin=$1 folder=$2 locale=$3
cd "$folder"
"$bin/initdb" --pgdata=data --locale="$locale" --encoding=UTF8 --username=postgres \
    --auth=trust --no-sync >log 2>&1 &&
"$bin/pg_ctl" start --pgdata=data --wait --silent --log=log --options="\
    -c listen_addresses= -c unix_socket_directories='$folder' -c fsync=off \
    -c synchronous_commit=off -c full_page_writes=off -c max_connections=50 \
    -c shared_buffers=256MB -c maintenance_work_mem=256MB -c max_wal_size=4GB \
    -c jit=off" >>log 2>&1 &&
"$bin/createdb" --host="$folder" --username=postgres topup >>log 2>&1 &&
echo ready || cat log
exec >&- 2>&-
read -r _
"$bin/pg_ctl" stop --pgdata=data --mode=immediate --silent
cd / && rm -rf "$folder"
"""


class PostgresFailedError(Exception):
    """The cluster did not start; the message is what PostgreSQL printed."""


def find_programs() -> Path | None:
    """The folder of the newest PostgreSQL that has PostGIS, or None."""
    folders = []
    if on_path := shutil.which("pg_ctl"):
        folders.append(Path(on_path).resolve().parent)
    for pattern in _PROGRAM_FOLDERS:
        folders += sorted(Path("/").glob(pattern[1:]), key=_version, reverse=True)
    return next((folder for folder in folders if _has_postgis(folder)), None)


def _version(folder: Path) -> int:
    digits = "".join(filter(str.isdigit, folder.parent.name))
    return int(digits or 0)


def _has_postgis(folder: Path) -> bool:
    try:
        share = subprocess.run(
            [folder / "pg_config", "--sharedir"],
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return False
    return Path(share.stdout.strip(), "extension", "postgis.control").exists()


@contextmanager
def throwaway_cluster(programs: Path) -> Iterator[str]:
    """Yield the DATABASE_URL of an empty database, reached by its Unix socket only."""
    # PostgreSQL refuses to run as root. That user cannot enter root's own TMPDIR.
    as_user = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
    folder = tempfile.mkdtemp(prefix="topup-pg-", dir="/tmp")
    if as_user:
        shutil.chown(folder, **as_user)
    keeper = subprocess.Popen(
        ["/bin/sh", "-c", _KEEPER, "keeper", programs, folder, _LOCALE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        extra_groups=[] if as_user else None,
        **as_user,
    )
    assert keeper.stdin
    assert keeper.stdout
    try:
        answer = keeper.stdout.read().strip()
        if answer != "ready":
            raise PostgresFailedError(answer)
        yield f"postgres://postgres@/topup?host={folder}"
    finally:
        keeper.stdin.close()
        keeper.wait()


def main(command: list[str]) -> int:
    programs = find_programs()
    if programs is None:
        sys.exit(INSTALL_ADVICE)
    with throwaway_cluster(programs) as url:
        return subprocess.run(
            command, env=os.environ | {"DATABASE_URL": url}
        ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
