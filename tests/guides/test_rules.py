"""The advisor's 30 situations, and how rules are read."""

from dataclasses import replace
from decimal import Decimal

import pytest

from guides.advising import PAID_AS
from guides.conditions import HAVE, RuleError, Situation
from guides.content_files import read_table
from guides.rules import (
    AdviceRule,
    advise,
    check_additions,
    check_conditions,
    check_unknowns,
)
from locator.models import Payment
from locator.views.results import HAD_ALSO_THERE
from tests.guides.shipped import CONTENT

KINDS = {"S": "carrier_store", "P": "partner_shop", "A": "atm", "K": "kiosk"}
SITUATIONS = """
smart | 5 | cash | no | fastest | here | S P | shop
smart | 2 | cash | no | small | here | P | shop
smart | 10 | cash | no | help | here | S P | store
smart | 10 | foreign_card | wifi | fastest | here | S P | store-ask-card
smart | 5 | foreign_card | wifi | fastest | here | - | smart-app
smart | 5 | aba | yes | fastest | here | P | aba-app
smart | 5 | wing, cash | wifi | no_queue | here | P | wing-app
smart | 1 | cash | no | none | here | - | ask-bank-app
smart | 1 | nothing | no | fastest | here | - | smart-loan
smart | 5 | card_or_slip, cash | no | fastest | here | S P | common-card-code
smart | 5 | bakong_tourists | wifi | none | here | P | shop-by-khqr
smart | 5 | aba | wifi | none | abroad | - | aba-app
smart | 5 | cash | wifi | none | abroad | - | ask-bank-app
metfone | 5 | foreign_card | wifi | fastest | here | S P | metfone-web
metfone | 10 | alipay | wifi | no_queue | here | P | metfone-web
metfone | 2 | wechat, cash | wifi | small | here | P | shop
metfone | 20 | foreign_card | no | fastest | here | - | metfone-web-on-wifi
metfone | 1 | friend_metfone | no | small | here | - | metfone-ishare
metfone | 20 | friend_metfone, cash | no | none | here | P | shop
metfone | 5 | foreign_card | wifi | none | abroad | - | metfone-web
metfone | 10 | foreign_card, cash | yes | help | here | S P | store
cellcard | 5 | acleda | wifi | fastest | here | - | cellcard-web
cellcard | 5 | foreign_card | no | fastest | here | P | cash-then-shop
cellcard | 5 | foreign_card | wifi | none | here | - | cellcard-app
cellcard | 2 | cash | no | no_queue | here | P K | kiosk
cellcard | 5 | local_card | no | no_queue | here | A | atm
cellcard | 2 | friend_bank_app, cash | no | none | here | - | friend-bank-app
cootel | 5 | cash | no | none | here | S P | ask-carrier
travel_esim | - | foreign_card | wifi | fastest | here | S P | own-esim-app
unknown | 5 | cash | no | fastest | here | S P | find-carrier
"""
ROWS = [
    [cell.strip() for cell in line.split("|")]
    for line in SITUATIONS.strip().splitlines()
]


SHIPPED = [
    AdviceRule(
        slug=way["slug"],
        conditions=way["conditions"],
        score=way["score"],
        additions=tuple(way.get("additions", [])),
        only=way.get("only", False),
        confidence=way["confidence"],
    )
    for way in read_table("way", CONTENT)
]


def situation(row: list[str]) -> Situation:
    sim, amount, have, data, matters, where, near, _first = row
    return Situation(
        sim=sim,
        amount_usd=None if amount == "-" else Decimal(amount),
        have=frozenset(map(str.strip, have.split(","))) - {"nothing"},
        data=data,
        matters=matters,
        abroad=where == "abroad",
        open_near=frozenset(KINDS[letter] for letter in near.replace("-", "").split()),
    )


@pytest.mark.parametrize(
    "row", ROWS, ids=[f"{n} {row[0]}" for n, row in enumerate(ROWS, 1)]
)
def test_the_first_choice_is_the_expected_one(row):
    best = advise(SHIPPED, situation(row))[0]
    assert best.rule.slug == row[-1]


BY_LANGUAGE = """
cellcard | 5 | acleda, aba | wifi | none | here | - | en | cellcard-web
cellcard | 5 | acleda, aba | wifi | none | here | - | km | cellcard-web
cellcard | 5 | acleda, aba | wifi | none | here | - | zh | aba-app
cellcard | 5 | acleda, cash | wifi | none | here | P | zh | cellcard-web
metfone | 5 | aba, wechat | wifi | fastest | here | P | zh | metfone-web
metfone | 2 | wechat, cash | wifi | small | here | P | zh | shop
"""


@pytest.mark.parametrize("line", BY_LANGUAGE.strip().splitlines())
def test_an_app_in_the_readers_language_comes_before_one_that_is_not(line):
    *answers, language, first = map(str.strip, line.split("|"))
    asked = replace(situation([*answers, first]), language=language)
    assert advise(SHIPPED, asked)[0].rule.slug == first


def test_a_rule_may_ask_for_a_language():
    chinese = AdviceRule("chinese", {"language": ["zh"]}, 30)
    assert names(chinese, SURE) == ["sure"]
    asked = replace(ANYBODY, language="zh")
    assert names(chinese, SURE, asked=asked) == ["chinese", "sure"]


WEAK = AdviceRule("weak", {}, 90, confidence="unconfirmed")
SURE = AdviceRule("sure", {}, 30)
POOR = AdviceRule("poor", {}, 10)
ANYBODY = Situation(sim="smart")


def names(*rules: AdviceRule, asked: Situation = ANYBODY) -> list[str]:
    return [scored.rule.slug for scored in advise(rules, asked)]


def test_an_unconfirmed_way_does_not_come_before_a_sure_one():
    assert names(WEAK, SURE) == ["sure", "weak"]


def test_an_unconfirmed_way_comes_before_a_poor_one():
    assert names(POOR, WEAK) == ["weak", "poor"]


def test_equal_ways_keep_their_order():
    assert names(AdviceRule("b", {}, 30), AdviceRule("a", {}, 30)) == ["b", "a"]


def test_who_is_said_to_have_what_an_outlet_may_take_may_choose_it():
    assert PAID_AS.keys() <= HAVE.keys()


def test_what_one_pays_with_has_one_name_on_both_pages():
    assert set(HAD_ALSO_THERE) == set(Payment.values) & set(HAVE)


def test_a_way_that_stands_alone_hides_the_others():
    assert names(SURE, AdviceRule("alone", {}, 5, only=True)) == ["alone"]


def test_additions_count_where_they_hold():
    more = AdviceRule("more", {}, 20, ({"if": {"sim": ["smart"]}, "add": 15},))
    assert names(SURE, more) == ["more", "sure"]


def test_an_amount_that_nobody_gave_fits_every_limit():
    assert names(AdviceRule("small", {"amount_max": 2, "amount_min": 1}, 30)) == [
        "small"
    ]


def test_a_condition_that_nobody_can_read_never_holds():
    assert names(AdviceRule("odd", {"moon": "full"}, 90)) == []


@pytest.mark.parametrize(
    "conditions",
    [
        [],
        {"moon": "full"},
        {"sim": "smart"},
        {"sim": []},
        {"sim": ["nokia"]},
        {"have": ["gold"]},
        {"amount_max": "five"},
        {"amount_max": True},
        {"online": "yes"},
        {"language": ["zh-hans"]},
    ],
)
def test_conditions_that_cannot_be_are_refused(conditions):
    with pytest.raises(RuleError):
        check_conditions(conditions, ["smart"])


@pytest.mark.parametrize(
    "additions",
    [{}, [{"add": 5}], [{"if": {}, "add": "5"}], [{"if": 1, "add": 5}], [1]],
)
def test_additions_that_cannot_be_are_refused(additions):
    with pytest.raises(RuleError):
        check_additions(additions, ["smart"])


@pytest.mark.parametrize("unknowns", ["fee", ["weather"]])
def test_unknowns_without_a_sentence_are_refused(unknowns):
    with pytest.raises(RuleError):
        check_unknowns(unknowns)
