"""Which outlets an import may write, by whose file it is."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from locator.importing.errors import ImportRefusedError
from locator.importing.outcomes import Guard, unguarded
from locator.importing.records import Json
from locator.models.operator import Operator
from locator.models.outlet import Outlet
from locator.models.partnership import standing_of


def guard_of(uploader: Any) -> Guard:
    """Nothing limits a curator's file; a partner's writes its operators' outlets.

    Also where a curator applies it: approving a file makes it no more than its own.
    Raises ImportRefusedError where the account is gone, and with it what limits it.
    """
    if uploader is None:
        raise ImportRefusedError(
            _("Whoever uploaded this file has no account any more: upload it again.")
        )
    standing = standing_of(uploader)
    if not standing.is_partner:
        return unguarded
    own = Operator.objects.filter(pk__in=standing.operators)
    slugs = frozenset(own.values_list("slug", flat=True))

    def of_its_operators(outlet: Outlet | None, says: Mapping[str, Json]) -> str:
        if outlet is not None and outlet.operator_id not in standing.operators:
            return _("is an outlet of another operator than yours")
        stays = outlet is not None and "operator" not in says
        if not stays and says.get("operator") not in slugs:
            return _("names no operator of yours, and so is not yours to add")
        return ""

    return of_its_operators
