from typing import Any


def options(version: tuple[int, int, int]) -> dict[str, Any]:
    """Connection options for the SQLite library of this version.

    Versions before 3.51.3 (save 3.50.7+ and 3.44.6+ in their series) can corrupt a
    file when a WAL is reset, so those keep the rollback journal, synced in full. With
    that journal a long import must not spill its cache, or readers are locked out
    before it commits.
    """
    wal_is_safe = version >= (3, 51, 3) or any(
        fixed <= version < (fixed[0], fixed[1] + 1)
        for fixed in ((3, 50, 7), (3, 44, 6))
    )
    journal = (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;"
        if wal_is_safe
        else "PRAGMA journal_mode=DELETE;PRAGMA synchronous=FULL;"
    )
    return {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": journal
        + "PRAGMA foreign_keys=ON;PRAGMA cache_spill=OFF;PRAGMA cache_size=-65536;"
        "PRAGMA temp_store=MEMORY;PRAGMA mmap_size=268435456",
    }
