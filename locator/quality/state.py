"""All that curators may say of an outlet, as values that JSON holds: read and written.

A state is flat: a column by its name (a linked row by its id), "phones" as a list in
E.164, and each own offer as "offer:<carrier's id>".
"""

from collections.abc import Mapping
from typing import Any, Final, cast

from django.db import transaction
from django.db.models import Field

from locator.languages import in_each_language
from locator.models import Carrier, Offer, Outlet
from locator.models.history import begin_history, record_history
from locator.models.outlet import NEAREST_PLACE, TRANSLATED

State = dict[str, Any]

TEXTS: Final = tuple(name for field in TRANSLATED for name in in_each_language(field))
COLUMNS: Final = (
    *("kind", "operator", "status", "closed_until", "latitude", "longitude", "place"),
    *("landmark_relation", "hours", "payments", "languages", "verified_at"),
    *TEXTS,
)
PHONES: Final = "phones"
OFFER: Final = "offer:"
# The nearest known place as last computed: tells whether a curator chose another.
NEAREST: Final = "nearest"

_OFFER_COLUMNS: Final = (
    *("sells", "confidence", "evidence", "fact", "services"),
    *("min_amount", "max_amount", "currency", "needs_document"),
)


def read_state(outlet: Outlet) -> State:
    state: State = {name: _plain(outlet, name) for name in COLUMNS}
    state[NEAREST] = outlet.imported.get(NEAREST_PLACE)
    state[PHONES] = [phone.number for phone in outlet.phones.all()]
    for offer in outlet.offers.order_by("carrier_id"):
        said = {name: _plain(offer, name) for name in _OFFER_COLUMNS}
        state[f"{OFFER}{offer.carrier_id}"] = said
    return state


def write_state(outlet: Outlet, changes: Mapping[str, Any], *, reason: str) -> None:
    """Save these parts of the state; an offer that is None goes.

    Call it in a transaction that ends with `write_index`. It is a version of its own in
    the outlet's history, with this reason.
    """
    begin_history(Outlet, [outlet.pk])
    for name, value in changes.items():
        if name in COLUMNS:
            _set(outlet, name, value)
    if NEAREST in changes:
        outlet.imported = outlet.imported | {NEAREST_PLACE: changes[NEAREST]}
    with transaction.atomic():
        # One version is kept of all that changes, once its parts are written too.
        outlet.save_without_historical_record()  # type: ignore[attr-defined]
        _write_parts(outlet, changes)
        record_history(Outlet, [outlet.pk], reason=reason)


def _write_parts(outlet: Outlet, changes: Mapping[str, Any]) -> None:
    if PHONES in changes:
        outlet.set_phones(changes[PHONES])
    for name, value in changes.items():
        if name.startswith(OFFER):
            _write_offer(outlet, int(name.removeprefix(OFFER)), value)


def _plain(row: Outlet | Offer, name: str) -> Any:
    field = _column(row, name)
    value = getattr(row, field.attname)
    if value is None or isinstance(value, bool | int | float):
        return value
    return list(value) if isinstance(value, tuple) else field.value_to_string(row)


def _column(row: Outlet | Offer, name: str) -> "Field[Any, Any]":
    return cast("Field[Any, Any]", row._meta.get_field(name))


def _set(row: Outlet | Offer, name: str, value: Any) -> None:
    """What it points to and is gone is left out."""
    field = _column(row, name)
    if not field.is_relation:
        setattr(row, field.attname, field.to_python(value))
    else:
        there: Any = field.related_model
        known = there._base_manager.filter(pk=value).exists()
        setattr(row, field.attname, value if known else None)


def _write_offer(outlet: Outlet, carrier_id: int, said: State | None) -> None:
    offer = Offer.objects.filter(outlet=outlet, carrier_id=carrier_id).first()
    if said is None:
        if offer:
            offer.delete()
        return
    if not Carrier.objects.filter(pk=carrier_id).exists():
        return
    offer = offer or Offer(outlet=outlet, carrier_id=carrier_id)
    for name, value in said.items():
        _set(offer, name, value)
    offer.save()
