from pathlib import Path

import pytest

from locator.importing.errors import RulesError
from locator.importing.osm.rules import OSM_RULES, osm_rules


def test_the_rules_that_come_with_the_site_can_be_read() -> None:
    rules = osm_rules()
    assert {rule.kind for rule in rules.outlets} == {
        "atm",
        "bank_branch",
        "carrier_store",
        "kiosk",
        "partner_shop",
    }


@pytest.mark.parametrize(
    ("good", "bad", "complaint"),
    [
        ('kind = "atm"', 'kind = "cash_point"', "“cash_point” is not one of"),
        ('level = "town"', 'level = "hamlet"', "“hamlet” is not one of"),
        ('services = ["airtime"]', 'services = ["gas"]', "“gas” is not one of"),
        ("[operator]", "[chain]", "lacks 'operator'"),
        ("[[outlet]]", "[[outlet]", "line 19"),
        ('tags = { amenity = ["atm"] }', "tags = {}", "matches every feature"),
    ],
)
def test_a_rule_that_cannot_be_meant_is_refused_by_name(
    tmp_path: Path, good: str, bad: str, complaint: str
) -> None:
    text = OSM_RULES.read_text(encoding="utf-8")
    assert good in text
    path = tmp_path / "rules.toml"
    path.write_text(text.replace(good, bad, 1), encoding="utf-8")
    with pytest.raises(RulesError, match=r"^rules\.toml: ") as refusal:
        osm_rules(path)
    assert complaint in str(refusal.value)
