"""An edit that waits: all of a save is done, looked at, and taken back."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from locator.models import ProposedChange
from locator.models.history import begin_history, versions_of
from locator.models.proposal import difference


def propose(
    model_admin: Any,
    request: HttpRequest,
    row_id: str,
    save: Callable[[], Any],
    reason: str,
) -> HttpResponse:
    """Keep what the save makes of the row as a proposal, and the row as it is.

    So all that checks a form checks a proposal too. A form with errors comes back.
    """
    row = model_admin.get_object(request, row_id)
    if row is None:
        return save()  # type: ignore[no-any-return]
    model = model_admin.model
    begin_history(model, [row.pk])
    versions = versions_of(model).filter(**{model._meta.pk.attname: row.pk})
    before = versions[0]
    with transaction.atomic():
        response: HttpResponse = save()
        is_saved = response.status_code == 302
        after = versions.filter(history_id__gt=before.history_id).first()
        proposed = difference(before, after) if is_saved and after else None
        transaction.set_rollback(True)
    if not is_saved:
        return response
    # Reading them takes away what the save said: it was saved, it was changed.
    list(messages.get_messages(request))
    if proposed is None:
        messages.info(request, _("You changed nothing."))
        return response
    ProposedChange.objects.create(
        model=ContentType.objects.get_for_model(model),
        row_id=str(row.pk),
        row_name=Truncator(str(row)).chars(200),
        seen_version=before.history_id,
        proposed=proposed,
        proposed_by_id=request.user.pk,
        proposed_at=timezone.now(),
        reason=reason,
    )
    messages.success(
        request,
        _("Your change of “%(name)s” waits for a curator; nothing is changed yet.")
        % {"name": row},
    )
    return response
