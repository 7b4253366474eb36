"""What a source yields: checked rows that know nothing of files or tables."""

import datetime as dt
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Final

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from locator.geo.point import Point
from locator.languages import COLUMN_SUFFIXES
from locator.models.offer import Service
from locator.models.outlet import TRANSLATED, Kind, Language, Outlet, Payment
from locator.models.place import Place

Json = str | float | int | bool | None | list["Json"] | dict[str, "Json"]


class Absent(Enum):
    """The source has no such column, which is not the same as an empty value."""

    ABSENT = "absent"


ABSENT: Final = Absent.ABSENT

# The choices once: an enumeration builds them anew each time.
KINDS = tuple(Kind.values)
PAYMENTS = tuple(Payment.values)
SPOKEN = tuple(Language.values)
SERVICES = tuple(Service.values)
RELATIONS = tuple(Outlet.Relation.values)
LEVELS = tuple(Place.Level.values)


@dataclass(frozen=True, slots=True)
class Translated:
    """One text in the languages of the site, each of which may be absent."""

    en: str | Absent = ABSENT
    km: str | Absent = ABSENT
    zh_hans: str | Absent = ABSENT

    @classmethod
    def whole(cls, texts: Mapping[str, str]) -> "Translated":
        """Nothing absent: a language that `texts` does not name is empty."""
        return cls(**{suffix: texts.get(suffix, "") for suffix in COLUMN_SUFFIXES})

    def given(self) -> dict[str, str]:
        """The languages that are not absent, with their texts."""
        texts = {"en": self.en, "km": self.km, "zh_hans": self.zh_hans}
        return {
            key: text for key, text in texts.items() if not isinstance(text, Absent)
        }


@dataclass(frozen=True, slots=True)
class OperatorHint:
    """How a source names the chain or bank; the first name found decides.

    `new_name` is what an operator nobody knows yet is called; empty adds none.
    """

    names: tuple[str, ...] = ()
    wikidata: tuple[str, ...] = ()
    new_name: Translated = Translated()


@dataclass(frozen=True, slots=True)
class OfferRecord:
    """A source's claim that an outlet sells a carrier's top-up; never confirmed."""

    carrier: str
    services: tuple[str, ...]
    evidence: str

    def __post_init__(self) -> None:
        _require_members(noop("service"), self.services, SERVICES)


@dataclass(frozen=True, slots=True)
class Flag:
    """What to look at in a row that went in; `raw` is the text in the source."""

    field: str
    reason: str
    raw: str = ""

    def as_json(self) -> Json:
        return {"field": self.field, "reason": self.reason, "raw": self.raw}


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletRecord:
    """One outlet as a source gives it; what stays ABSENT is left as it is.

    `ref` is its name in the source ("node/123"), `where` its spot in the file.
    `hours` is a canonical opening_hours text ("" where
    unknown), `phones` E.164. `seen_at` is when the outlet had last changed as the row's
    maker saw it. Raises ValueError for anything the tables would refuse.
    """

    ref: str
    where: str
    kind: str | Absent = ABSENT
    point: Point | Absent = ABSENT
    name: Translated = Translated()
    landmark: Translated = Translated()
    floor: Translated = Translated()
    street: Translated = Translated()
    village: Translated = Translated()
    commune: Translated = Translated()
    hours_note: Translated = Translated()
    landmark_relation: str | Absent = ABSENT
    operator: OperatorHint | Absent | None = ABSENT
    hours: str | Absent = ABSENT
    phones: tuple[str, ...] | Absent = ABSENT
    payments: tuple[str, ...] | Absent = ABSENT
    languages: tuple[str, ...] | Absent = ABSENT
    offers: tuple[OfferRecord, ...] | Absent = ABSENT
    source_date: dt.date | Absent | None = ABSENT
    flags: tuple[Flag, ...] = ()
    seen_at: dt.datetime | None = None

    def __post_init__(self) -> None:
        _require_ref(self.ref)
        if self.kind is not ABSENT:
            _require_members(noop("kind"), (self.kind,), KINDS)
        if self.landmark_relation not in (ABSENT, ""):
            _require_members(noop("relation"), (self.landmark_relation,), RELATIONS)
        if not isinstance(self.payments, Absent):
            _require_members(noop("payment method"), self.payments, PAYMENTS)
        if not isinstance(self.languages, Absent):
            _require_members(noop("language"), self.languages, SPOKEN)

    def columns(self) -> dict[str, Json]:
        """The given plain columns by name; operator, phones and offers are not."""
        row: dict[str, Json] = {}
        for name in TRANSLATED:
            for language, text in getattr(self, name).given().items():
                row[f"{name}_{language}"] = text
        if not isinstance(self.point, Absent):
            row["point"] = [self.point.latitude, self.point.longitude]
        for name in ("kind", "landmark_relation", "hours"):
            if (value := getattr(self, name)) is not ABSENT:
                row[name] = value
        if not isinstance(self.payments, Absent):
            row["payments"] = in_order(self.payments, PAYMENTS)
        if not isinstance(self.languages, Absent):
            row["languages"] = in_order(self.languages, SPOKEN)
        if not isinstance(self.source_date, Absent):
            day = self.source_date
            row["source_date"] = day.isoformat() if day else None
        return row


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRecord:
    """Where people may search from; `aliases` are (name, language)."""

    ref: str
    where: str
    level: str
    name: Translated
    point: Point
    aliases: tuple[tuple[str, str], ...] = ()
    population: int | None = None

    def __post_init__(self) -> None:
        _require_ref(self.ref)
        _require_members(noop("level"), (self.level,), LEVELS)
        if not any(self.name.given().values()):
            raise ValueError(_("a place needs a name"))


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row left out, where it stands in the file and why.

    `flags` are its bad cells, where its source has cells.
    """

    where: str
    why: str
    ref: str = ""
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class IgnoredRow:
    """A sound row of a kind nobody asked for."""


SourceRow = OutletRecord | PlaceRecord | RejectedRow | IgnoredRow


def in_order(members: Iterable[str], choices: Iterable[str]) -> list[Json]:
    """A set as the tables give it back: in the order of the choices."""
    chosen = set(members)
    return [choice for choice in choices if choice in chosen]


@cache
def longest(model: type[models.Model], field: str) -> int:
    """The characters a text column holds."""
    column = model._meta.get_field(field)
    assert isinstance(column, models.CharField)  # noqa: S101
    return column.max_length or sys.maxsize


def _require_ref(ref: str) -> None:
    limit = longest(Outlet, "source_ref")
    if not 0 < len(ref) <= limit:
        raise ValueError(
            _("a reference has 1 to %(limit)d characters") % {"limit": limit}
        )


def _require_members(
    what: str, members: Iterable[object], known: tuple[str, ...]
) -> None:
    if unknown := [member for member in members if member not in known]:
        raise ValueError(not_one_of(what, unknown[0], known))


def not_one_of(what: str, member: object, known: Iterable[str]) -> str:
    """`what` is marked for translation by the caller, and translated here."""
    return _("%(what)s “%(member)s” is not one of %(known)s") % {
        "what": _(what),
        "member": member,
        "known": ", ".join(known),
    }
