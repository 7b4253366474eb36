"""Which ways to top up suit a situation: rules as data, and how they are read.

A rule's conditions are a mapping; every one must hold:

    sim, data, matters, language   a list that the answer must be one of
    have, open_near                a list that has something in common with the answer
    lacks                          a list that has nothing in common with what one has
    amount_min, amount_max         US dollars; both hold where no amount was given
    online, abroad, any_open       true or false

While nobody knows what is open near, each kind may be, and `any_open` is neither.

A rule that holds is scored: its `score`, and the `add` of each addition whose `if`
holds as well.
"""

from collections.abc import Collection, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from locator.models import Confidence, Kind, Language

GOOD_ENOUGH = 20
"""A way that scores less stands folded under the others."""

OTHER_SIMS: dict[str, str | Promise] = {
    "unknown": gettext_lazy("I do not know"),
    "travel_esim": gettext_lazy("A travel eSIM without a Cambodian number"),
}
"""What a SIM may be besides one of a carrier, which goes by its slug."""
HAVE: dict[str, str | Promise] = {
    "cash": gettext_lazy("Cash"),
    "foreign_card": gettext_lazy("Foreign card"),
    "local_card": gettext_lazy("Local bank card"),
    "aba": gettext_lazy("ABA account"),
    "acleda": gettext_lazy("ACLEDA account"),
    "wing": "Wing",
    "emoney": "eMoney",
    "truemoney": "TrueMoney",
    "alipay": gettext_lazy("Alipay"),
    "wechat": gettext_lazy("WeChat Pay"),
    "unionpay": gettext_lazy("UnionPay"),
    "bakong_tourists": "Bakong Tourists",
    "card_or_slip": gettext_lazy("A scratch card or printed code"),
    "friend_metfone": gettext_lazy("A friend with Metfone credit"),
    "friend_bank_app": gettext_lazy("Somebody with a bank app"),
}
DATA: dict[str, str | Promise] = {
    "no": gettext_lazy("No data, no Wi-Fi"),
    "wifi": gettext_lazy("Wi-Fi"),
    "yes": gettext_lazy("Still some data"),
}
MATTERS: dict[str, str | Promise] = {
    "none": gettext_lazy("Nothing in particular"),
    "fastest": gettext_lazy("Fastest"),
    "help": gettext_lazy("Help in person"),
    "small": gettext_lazy("A small amount"),
    "no_queue": gettext_lazy("No queue"),
}
LANGUAGES: dict[str, str | Promise] = {
    language.value: language.label
    for language in (Language.ENGLISH, Language.KHMER, Language.CHINESE)
}
UNKNOWNS: dict[str, str | Promise] = {
    "minutes": gettext_lazy("How long the credit takes is not confirmed."),
    "fee": gettext_lazy("Fees are not confirmed."),
    "smallest_amount": gettext_lazy("The smallest amount is not confirmed."),
    "card_accepted": gettext_lazy(
        "Whether your card or wallet is accepted is not confirmed."
    ),
    "shop_takes_khqr": gettext_lazy(
        "Whether a shop takes KHQR for top-up is not confirmed."
    ),
    "staff_language": gettext_lazy("The staff's languages are not confirmed."),
    "queue": gettext_lazy("You may have to wait."),
    "machine_today": gettext_lazy(
        "Whether the machine sells top-up today is not confirmed."
    ),
    "change": gettext_lazy("Whether it gives change is not confirmed."),
    "carriers_covered": gettext_lazy("Which carriers it covers is not confirmed."),
    "works_abroad": gettext_lazy("Whether it works from abroad is not confirmed."),
    "old_source": gettext_lazy("The source is undated or some years old."),
    "not_dialled": gettext_lazy("Nobody here has dialled this code."),
    "app_tops_up": gettext_lazy("Whether the app tops up by card is not confirmed."),
    "loan_today": gettext_lazy("Whether the loan still exists is not confirmed."),
    "loan_code": gettext_lazy("Its code is not confirmed."),
    "still_sells": gettext_lazy("Whether CooTel still sells service is not confirmed."),
    "esim_seller": gettext_lazy("What your eSIM's seller offers is not known here."),
}
LISTS: dict[str, dict[str, str | Promise]] = {
    "sim": OTHER_SIMS,
    "have": HAVE,
    "lacks": HAVE,
    "data": DATA,
    "matters": MATTERS,
    "language": LANGUAGES,
    "open_near": {kind.value: kind.label for kind in Kind},
}
"""What each condition that is a list may hold; `sim` also the slugs of carriers."""
AMOUNTS = ("amount_min", "amount_max")
MOST_USD = 1000
MOST_ADDED = 1000
FLAGS = ("online", "abroad", "any_open")


class RuleError(ValueError):
    """A rule that cannot be read; its text says what is wrong."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What a visitor answered. `open_near` holds the kinds of outlet that are open,
    near and sell the carrier's top-up, `doubtful_near` those of which no outlet is
    known surely to sell it. Abroad they are empty; None is a visitor who has not said
    where they are, to whom any kind may be open.
    """

    sim: str
    amount_usd: Decimal | None = None
    have: frozenset[str] = frozenset()
    data: str = "no"
    matters: str = "none"
    language: str = "en"
    abroad: bool = False
    open_near: frozenset[str] | None = frozenset()
    doubtful_near: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Rule:
    """When a way to top up works, and how well."""

    slug: str
    conditions: Mapping[str, Any]
    score: int
    additions: tuple[Mapping[str, Any], ...] = ()
    only: bool = False
    confidence: str = Confidence.LIKELY


@dataclass(frozen=True, slots=True)
class Scored:
    rule: Rule
    score: int
    confidence: str

    @property
    def is_good(self) -> bool:
        return self.score >= GOOD_ENOUGH

    @property
    def is_unconfirmed(self) -> bool:
        return self.confidence == Confidence.UNCONFIRMED


def advise(rules: Iterable[Rule], situation: Situation) -> list[Scored]:
    """The ways that work, best first; equal ones in the order given.

    An unconfirmed way comes first only where nothing surer is good enough.
    """
    offered = [
        Scored(rule, _score(rule, situation), _confidence(rule, situation))
        for rule in rules
        if holds(rule.conditions, situation)
    ]
    if any(scored.rule.only for scored in offered):
        offered = [scored for scored in offered if scored.rule.only]
    offered.sort(key=lambda scored: -scored.score)
    sure = [s for s in offered if s.is_good and not s.is_unconfirmed]
    if sure and offered[0].is_unconfirmed:
        offered.remove(sure[0])
        offered.insert(0, sure[0])
    return offered


def holds(conditions: Mapping[str, Any], situation: Situation) -> bool:
    return all(_holds(name, wanted, situation) for name, wanted in conditions.items())


def check_conditions(conditions: Any, carriers: Collection[str] | None) -> None:
    """Raises RuleError where a condition is unknown or asks for what cannot be.

    `carriers` are the slugs that there are; None where any will do.
    """
    lists = {name: set(members) for name, members in LISTS.items()}
    lists["sim"].update(carriers or ())
    if not isinstance(conditions, dict):
        raise RuleError(_("Conditions are a mapping, {…}."))
    for name, wanted in conditions.items():
        if name in lists:
            is_open = name == "sim" and carriers is None
            _check_members(name, wanted, None if is_open else lists[name])
        elif name in AMOUNTS:
            if isinstance(wanted, bool) or not isinstance(wanted, int | float):
                raise RuleError(_("%(name)s is a number.") % {"name": name})
            # Also false of what is not a number, NaN.
            if not 0 <= wanted <= MOST_USD:
                raise RuleError(
                    _("%(name)s is from 0 to %(most)s.")
                    % {"name": name, "most": MOST_USD}
                )
        elif name in FLAGS:
            if not isinstance(wanted, bool):
                raise RuleError(_("%(name)s is true or false.") % {"name": name})
        else:
            known = ", ".join([*lists, *AMOUNTS, *FLAGS])
            raise RuleError(
                _("There is no condition %(name)s; there are %(known)s.")
                % {"name": name, "known": known}
            )


def check_additions(additions: Any, carriers: Collection[str] | None) -> None:
    """Raises RuleError; `carriers` as for conditions."""
    if not isinstance(additions, list):
        raise RuleError(_("Additions are a list, […]."))
    for addition in additions:
        if not isinstance(addition, dict) or set(addition) != {"if", "add"}:
            raise RuleError(_("Each addition has “if” and “add”, nothing else."))
        if isinstance(addition["add"], bool) or not isinstance(addition["add"], int):
            raise RuleError(_("“add” is a whole number."))
        if abs(addition["add"]) > MOST_ADDED:
            raise RuleError(
                _("“add” is from -%(most)s to %(most)s.") % {"most": MOST_ADDED}
            )
        check_conditions(addition["if"], carriers)


def check_unknowns(unknowns: Any) -> None:
    if not isinstance(unknowns, list) or set(map(str, unknowns)) - set(UNKNOWNS):
        raise RuleError(
            _("A list of these: %(known)s.") % {"known": ", ".join(UNKNOWNS)}
        )


def _check_members(name: str, wanted: Any, choices: AbstractSet[str] | None) -> None:
    """`choices` are None where any text will do."""
    if not isinstance(wanted, list) or not wanted:
        raise RuleError(_("%(name)s is a list of at least one.") % {"name": name})
    if choices is None:
        choices = {member for member in wanted if isinstance(member, str)}
    if unknown := {str(member) for member in wanted} - choices:
        raise RuleError(
            _("%(name)s has no %(unknown)s; it has %(known)s.")
            % {
                "name": name,
                "unknown": ", ".join(sorted(unknown)),
                "known": ", ".join(sorted(choices)),
            }
        )


def _holds(name: str, wanted: Any, situation: Situation) -> bool:
    amount = situation.amount_usd
    match name:
        case "sim" | "data" | "matters" | "language":
            return getattr(situation, name) in wanted
        case "have":
            return bool(situation.have & set(wanted))
        case "open_near":
            return situation.open_near is None or bool(
                situation.open_near & set(wanted)
            )
        case "lacks":
            return not situation.have & set(wanted)
        case "amount_max":
            return amount is None or amount <= Decimal(str(wanted))
        case "amount_min":
            return amount is None or amount >= Decimal(str(wanted))
        case "online":
            return (situation.data != "no") is wanted
        case "abroad":
            return situation.abroad is wanted
        case "any_open":
            known = situation.open_near is not None
            return known and bool(situation.open_near) is wanted
    # What nobody can read never leads a visitor anywhere.
    return False


def _confidence(rule: Rule, situation: Situation) -> str:
    """The rule's; no way is surer than the outlets that it leads to."""
    kinds = set(rule.conditions.get("open_near", ())) & (situation.open_near or set())
    if kinds and kinds <= situation.doubtful_near:
        return Confidence.UNCONFIRMED
    return rule.confidence


def _score(rule: Rule, situation: Situation) -> int:
    return rule.score + sum(
        int(addition["add"])
        for addition in rule.additions
        if holds(addition["if"], situation)
    )
