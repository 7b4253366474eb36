"""What to ask an Overpass server, by the same rules that read its answer.

The language: https://wiki.openstreetmap.org/wiki/Overpass_API/Overpass_QL
"""

import re
from collections.abc import Iterable, Iterator

from locator.importing.osm.rules import ANY_VALUE, Rules, TagTest

# The border's relation by its ISO 3166-1 code; other areas carry it too in a few lands.
AREA = 'area["ISO3166-1"="{country}"]["admin_level"="2"]->.country;'


def overpass_query(
    rules: Rules, *, country: str, timeout_s: int, places: bool = False
) -> str:
    """Every feature of the country that a rule for outlets may match.

    `country` is an ISO 3166-1 code. With `places`, also what the rules for places
    match: some tens of thousands of features more.
    """
    tests = [rule.tags for rule in rules.outlets]
    if places:
        tests += [rule.tags for rule in rules.places]
    asked = "\n".join(f"  nwr{test}(area.country);" for test in _filters(tests))
    return (
        f"[out:json][timeout:{timeout_s}];\n"
        f"{AREA.format(country=country)}\n(\n{asked}\n);\nout center;\n"
    )


def _filters(tests: Iterable[TagTest]) -> Iterator[str]:
    return iter(
        dict.fromkeys("".join(_filter(*part) for part in t.allowed) for t in tests)
    )


def _filter(key: str, allowed: frozenset[str]) -> str:
    if ANY_VALUE in allowed:
        return f"[{_quoted(key)}]"
    # POSIX, without capitals: one of the values, alone or between semicolons.
    anyone = "|".join(re.escape(value).replace(r"\-", "-") for value in sorted(allowed))
    return f"[{_quoted(key)}~{_quoted(f'(^|;) *({anyone}) *(;|$)')},i]"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
