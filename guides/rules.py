"""Which ways to top up suit a situation: rules as data, and how they are read.

A rule holds where each of its conditions does (`guides.conditions`). It is then scored:
its `score`, and the `add` of each addition whose `if` holds as well.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guides.conditions import CONDITIONS, RuleError, Situation
from locator.models import Confidence

GOOD_ENOUGH = 20
"""A way that scores less stands folded under the others."""

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
MAX_ADDED = 1000


@dataclass(frozen=True, slots=True)
class AdviceRule:
    """When a way to top up works, and how well."""

    slug: str
    conditions: Mapping[str, Any]
    score: int
    additions: tuple[Mapping[str, Any], ...] = ()
    only: bool = False
    confidence: str = Confidence.LIKELY


@dataclass(frozen=True, slots=True)
class Scored:
    rule: AdviceRule
    score: int
    confidence: str

    @property
    def is_good(self) -> bool:
        return self.score >= GOOD_ENOUGH

    @property
    def is_unconfirmed(self) -> bool:
        return self.confidence == Confidence.UNCONFIRMED


def advise(rules: Iterable[AdviceRule], situation: Situation) -> list[Scored]:
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
    """What nobody can read never leads a visitor anywhere."""
    return all(
        name in CONDITIONS and CONDITIONS[name].holds(situation, wanted)
        for name, wanted in conditions.items()
    )


def check_conditions(conditions: Any, carriers: Collection[str] | None) -> None:
    """Raises RuleError where a condition is unknown or asks for what cannot be.

    `carriers` are the slugs that there are; None where any will do.
    """
    if not isinstance(conditions, dict):
        raise RuleError(_("Conditions are a mapping, {…}."))
    for name, wanted in conditions.items():
        if name not in CONDITIONS:
            raise RuleError(
                _("There is no condition %(name)s; there are %(known)s.")
                % {"name": name, "known": ", ".join(CONDITIONS)}
            )
        CONDITIONS[name].check(name, wanted, carriers)


def check_additions(additions: Any, carriers: Collection[str] | None) -> None:
    """Raises RuleError; `carriers` as for conditions."""
    if not isinstance(additions, list):
        raise RuleError(_("Additions are a list, […]."))
    for addition in additions:
        if not isinstance(addition, dict) or set(addition) != {"if", "add"}:
            raise RuleError(_("Each addition has “if” and “add”, nothing else."))
        if isinstance(addition["add"], bool) or not isinstance(addition["add"], int):
            raise RuleError(_("“add” is a whole number."))
        if abs(addition["add"]) > MAX_ADDED:
            raise RuleError(
                _("“add” is from -%(most)s to %(most)s.") % {"most": MAX_ADDED}
            )
        check_conditions(addition["if"], carriers)


def check_unknowns(unknowns: Any) -> None:
    if not isinstance(unknowns, list) or set(map(str, unknowns)) - set(UNKNOWNS):
        raise RuleError(
            _("A list of these: %(known)s.") % {"known": ", ".join(UNKNOWNS)}
        )


def _confidence(rule: AdviceRule, situation: Situation) -> str:
    """The rule's; no way is surer than the outlets that it leads to."""
    kinds = set(rule.conditions.get("open_near", ())) & (situation.open_near or set())
    if kinds and kinds <= situation.doubtful_near:
        return Confidence.UNCONFIRMED
    return rule.confidence


def _score(rule: AdviceRule, situation: Situation) -> int:
    return rule.score + sum(
        int(addition["add"])
        for addition in rule.additions
        if holds(addition["if"], situation)
    )
