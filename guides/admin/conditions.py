"""A rule of the advisor as boxes and choices; `guides.conditions` says what is stored.

Conditions pass as a mapping, additions as a list: as stored, or with texts in place of
numbers and of yes or no, as a browser sends them.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guides.conditions import (
    CONDITIONS,
    MAX_USD,
    AmountCondition,
    Condition,
    FlagCondition,
    ListCondition,
)
from guides.rules import MAX_ADDED
from locator.cldr import listed
from locator.models.reading import carriers

EMPTY_ROWS = 2
MAX_ROWS = 50
_ANSWERS: Final[dict[str, str | Promise]] = {
    "": gettext_lazy("does not matter"),
    "true": gettext_lazy("yes"),
    "false": gettext_lazy("no"),
}


def in_words(conditions: Any) -> str:
    """ "The SIM is one of: Smart · Is abroad: no"; what cannot be read as it stands."""
    if not isinstance(conditions, Mapping):
        return str(conditions)
    return " · ".join(
        f"{_label(name)}: {_said(name, wanted)}" for name, wanted in conditions.items()
    )


def _said(name: str, wanted: Any) -> str:
    if isinstance(wanted, list):
        choices = _choices(name)
        return listed(choices.get(str(one), one) for one in wanted)
    return str(_ANSWERS.get(_text(wanted), wanted))


def _label(name: str) -> str:
    return str(CONDITIONS[name].label) if name in CONDITIONS else name


def _choices(name: str) -> Mapping[str, str | Promise]:
    condition = CONDITIONS.get(name)
    if not isinstance(condition, ListCondition):
        return {}
    if condition.of_carriers:
        slugs = {row.slug: row.name for row in carriers().values()}
        return {**slugs, **condition.choices}
    return condition.choices


def _names(kind: type[Condition]) -> list[str]:
    """Of the conditions that are of this kind."""
    return [name for name, found in CONDITIONS.items() if isinstance(found, kind)]


def _text(value: Any) -> str:
    """As a browser would send it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


class _Input(forms.Widget):
    use_fieldset = True

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: Any = None,
    ) -> SafeString:
        return render_to_string(self.template_name, self.get_context(name, value, {}))

    def id_for_label(self, id_: str) -> str:
        return ""

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False


class ConditionsInput(_Input):
    template_name = "admin/guides/way/conditions.html"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        given = value if isinstance(value, Mapping) else {}
        unread = {key: one for key, one in given.items() if key not in CONDITIONS}
        if value and not isinstance(value, Mapping):
            unread = {"": value}
        return {
            "lists": [
                self._boxes(name, key, given.get(key)) for key in _names(ListCondition)
            ],
            "amounts": [
                (f"{name}-{key}", _label(key), given.get(key, ""))
                for key in _names(AmountCondition)
            ],
            "flags": [
                (f"{name}-{key}", _label(key), _ANSWERS, _text(given.get(key, "")))
                for key in _names(FlagCondition)
            ],
            "unread": in_words(unread) if unread else "",
        }

    @staticmethod
    def _boxes(name: str, key: str, wanted: Any) -> dict[str, Any]:
        chosen = list(map(str, wanted)) if isinstance(wanted, list) else []
        choices = _choices(key)
        gone = {one: one for one in chosen if one not in choices}
        return {
            "name": f"{name}-{key}",
            "label": _label(key),
            "boxes": [
                (one, label, one in chosen)
                for one, label in [*choices.items(), *gone.items()]
            ],
        }

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, Any]:
        lists = {key: data.getlist(f"{name}-{key}") for key in _names(ListCondition)}
        single = {
            key: data.get(f"{name}-{key}", "").strip()
            for kind in (AmountCondition, FlagCondition)
            for key in _names(kind)
        }
        return {key: given for key, given in (lists | single).items() if given}


class AdditionsInput(_Input):
    template_name = "admin/guides/way/additions.html"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        rows = value if isinstance(value, list) else []
        rows = [row for row in rows if isinstance(row, Mapping)]
        conditions = ConditionsInput()
        return {
            "rows": [
                {
                    "number": number + 1,
                    "name": f"{name}-{number}",
                    "add": row.get("add", ""),
                    "says": in_words(row.get("if") or {}),
                    "is_gone": row.get("gone"),
                    "conditions": conditions.render(
                        f"{name}-{number}", row.get("if") or {}
                    ),
                }
                for number, row in enumerate([*rows, *[{}] * EMPTY_ROWS])
            ],
            "most": MAX_ADDED,
        }

    def value_from_datadict(
        self, data: Any, files: Any, name: str
    ) -> list[dict[str, Any]]:
        conditions = ConditionsInput()
        rows = []
        for number in range(MAX_ROWS):
            row = f"{name}-{number}"
            wanted = conditions.value_from_datadict(data, files, row)
            add = data.get(f"{row}-add", "").strip()
            if wanted or add:
                gone = f"{row}-gone" in data
                rows.append({"if": wanted, "add": add, "gone": gone})
        return rows


class _RuleField(forms.Field):
    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != (initial or self.to_python(None)))
        except ValidationError:
            return True


class ConditionsField(_RuleField):
    widget = ConditionsInput
    default_error_messages = {
        "required": gettext_lazy("Choose at least one condition."),
    }

    def to_python(self, value: Any) -> dict[str, Any]:
        return _conditions(value or {})

    def in_words(self, value: Any) -> str:
        return in_words(value)


class AdditionsField(_RuleField):
    widget = AdditionsInput

    def to_python(self, value: Any) -> list[dict[str, Any]]:
        problems: list[str] = []
        additions = []
        for number, row in enumerate(value or (), start=1):
            try:
                if not row.get("gone"):
                    additions.append(_addition(row))
            except ValidationError as error:
                problems += [
                    _("Row %(number)s: %(problem)s")
                    % {"number": number, "problem": message}
                    for message in error.messages
                ]
        if problems:
            raise ValidationError(problems)
        return additions

    def in_words(self, value: Any) -> str:
        return "; ".join(
            f"{in_words(row.get('if'))} ({row.get('add')})"
            for row in value
            if isinstance(row, Mapping)
        )


def _addition(row: Mapping[str, Any]) -> dict[str, Any]:
    if not row["if"]:
        raise ValidationError(_("choose when, or tick “Remove”."))
    points = forms.IntegerField(
        min_value=-MAX_ADDED,
        max_value=MAX_ADDED,
        error_messages={
            "required": _("say how many points, or tick “Remove”."),
            "invalid": _("points are a whole number, as 10 or -30."),
        },
    )
    return {"if": _conditions(row["if"]), "add": points.clean(row["add"])}


def _conditions(given: Mapping[str, Any]) -> dict[str, Any]:
    """As stored; raises ValidationError with the label of what cannot be read."""
    read: dict[str, Any] = {}
    problems = list(_read_into(read, given))
    if "amount_min" in read and read["amount_min"] > read.get("amount_max", MAX_USD):
        problems.append(
            _("%(least)s: not more than “%(most)s”.")
            % {"least": _label("amount_min"), "most": _label("amount_max")}
        )
    if problems:
        raise ValidationError(problems)
    return read


def _read_into(read: dict[str, Any], given: Mapping[str, Any]) -> Iterator[str]:
    amount = forms.DecimalField(min_value=0, max_value=MAX_USD)
    for name, value in given.items():
        if isinstance(CONDITIONS.get(name), AmountCondition):
            try:
                number = amount.clean(_text(value))
            except ValidationError as error:
                yield f"{_label(name)}: {' '.join(error.messages)}"
            else:
                whole = number == number.to_integral_value()
                read[name] = int(number) if whole else float(number)
        elif isinstance(CONDITIONS.get(name), FlagCondition):
            read[name] = _text(value) == "true"
        else:
            read[name] = value
