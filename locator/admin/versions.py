"""Curated rows keep their versions: one of each save, shown, compared and restored."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from locator.admin.changes import ShownChange, Wording
from locator.admin.keys import row_id
from locator.admin.limits import Limited, standing
from locator.admin.proposing import propose
from locator.models.history import (
    MAX_REASON_LENGTH,
    Version,
    begin_history,
    is_tracked,
    record_history,
    versions_of,
)
from locator.models.restore import RestoreError, restore

_A_PAGE = 20


@dataclass(frozen=True, slots=True)
class ShownVersion:
    version: Version
    changes: list[ShownChange]
    is_first: bool
    is_latest: bool


class Versioned(Limited):
    """Writes a version of the row with its parts when all of a form is saved."""

    change_form_template = "admin/versioned/change_form.html"
    change_list_template = "admin/versioned/change_list.html"

    # Writing

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        save = partial(
            super().changeform_view, request, object_id, form_url, extra_context
        )
        waits = standing(request).needs_approval and is_tracked(self.model)
        if object_id and waits and request.method == "POST":
            return propose(
                self, request, unquote(object_id), save, reason_given(request)
            )
        return save()

    def save_model(
        self, request: HttpRequest, obj: Any, form: Any, change: bool
    ) -> None:
        if is_tracked(self.model):
            if change:
                begin_history(self.model, [obj.pk])
            # Its offers, phones or links are not saved yet.
            obj.skip_history_when_saving = True
        super().save_model(request, obj, form, change)

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Any, change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        is_new = not change
        changed = is_new or form.has_changed() or any(f.has_changed() for f in formsets)
        if changed and is_tracked(self.model):
            record_history(self.model, [form.instance.pk], reason=reason_given(request))

    def restore_version(self, version: Version, **how: Any) -> None:
        """Make the row what it was in the version, as `restore` does."""
        restore([version], **how)

    # Showing

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = dict(extra_context or {})
        if is_tracked(self.model) and self.has_delete_permission(request):
            opts = self.model._meta
            context["deleted_address"] = reverse(
                f"admin:{opts.app_label}_{opts.model_name}_deleted"
            )
        return super().changelist_view(request, context)

    def get_urls(self) -> list[URLPattern]:
        if not is_tracked(self.model):
            return super().get_urls()
        view, opts = self.admin_site.admin_view, self.model._meta
        name = f"{opts.app_label}_{opts.model_name}"
        own = [
            path("deleted/", view(self.deleted_view), name=f"{name}_deleted"),
            path(
                "<path:object_id>/history/<int:version_id>/",
                view(self.version_view),
                name=f"{name}_version",
            ),
        ]
        return [*own, *super().get_urls()]

    def history_view(
        self,
        request: HttpRequest,
        object_id: str,
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The row's versions, newest first, each with what it changed."""
        if not is_tracked(self.model):
            return super().history_view(request, object_id, extra_context)
        row, versions = self._versions(request, object_id)
        page = Paginator(versions, _A_PAGE).get_page(request.GET.get("p"))
        start = (page.number - 1) * _A_PAGE
        # The one before the last of the page tells what that one changed.
        listed = list(versions[start : start + _A_PAGE + 1])
        compared = [_chosen(versions, request.GET.get(end)) for end in ("from", "to")]
        wording = Wording(self.model, [*listed, *compared])
        shown = [
            _shown(wording, listed, place, is_latest=start + place == 0)
            for place in range(len(page.object_list))
        ]
        context = {
            "title": _("History of %(name)s") % {"name": row or versions[0].instance},
            "shown": shown,
            "page": page,
            "compared": compared if all(compared) else None,
            "differences": wording.changes(*compared) if all(compared) else [],
            "may_restore": self._may_restore(request, row),
        }
        return self._page(
            request, object_id, "history", context | (extra_context or {})
        )

    def version_view(
        self, request: HttpRequest, object_id: str, version_id: int
    ) -> HttpResponse:
        """What restoring a version changes; with POST, it is restored."""
        row, versions = self._versions(request, object_id)
        version = versions.filter(history_id=version_id).first()
        if version is None:
            raise Http404
        if not self._may_restore(request, row):
            raise PermissionDenied
        if request.method == "POST":
            reason = reason_given(request) or _("Restored the version of %(when)s") % {
                "when": f"{timezone.localtime(version.history_date):%Y-%m-%d %H:%M}"
            }
            try:
                with transaction.atomic():
                    self.restore_version(version, reason=reason)
            except RestoreError as error:
                messages.error(request, str(error))
            else:
                restored = self.model._base_manager.get(pk=unquote(object_id))
                self.log_change(request, restored, reason)
                messages.success(
                    request, _("“%(name)s” is restored.") % {"name": restored}
                )
                return HttpResponseRedirect(self._address("history", object_id))
        latest = versions[0]
        now = latest if row is not None else None
        context = {
            "title": _("Restore %(name)s") % {"name": version.instance},
            "version": version,
            "changes": Wording(self.model, [now, version]).changes(now, version),
            "is_deleted": row is None,
        }
        return self._page(request, object_id, "version", context)

    def deleted_view(self, request: HttpRequest) -> HttpResponse:
        """Rows that were deleted and can be restored, the last ones first."""
        if not self.has_delete_permission(request):
            raise PermissionDenied
        key = self.model._meta.pk.attname
        there = self.model._base_manager.filter(pk=OuterRef(key))
        later = versions_of(self.model).filter(
            **{key: OuterRef(key)}, history_id__gt=OuterRef("history_id")
        )
        gone = (
            versions_of(self.model)
            .filter(~Exists(there), ~Exists(later), history_type="-")
            .select_related("history_user")
        )
        page = Paginator(gone, _A_PAGE).get_page(request.GET.get("p"))
        rows = [
            (version.instance, version, self._address("history", getattr(version, key)))
            for version in page
        ]
        context = {"title": _("Deleted"), "rows": rows, "page": page}
        return self._page(request, None, "deleted", context)

    def _versions(self, request: HttpRequest, object_id: str) -> tuple[Any, Any]:
        """The row, or None where it was deleted, and its versions.

        Raises Http404 where there is neither, or not for this user.
        """
        row = self.get_object(request, unquote(object_id))
        if row is not None and not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        key = self.model._meta.pk
        try:
            value = key.to_python(unquote(object_id))
        except ValidationError as error:
            raise Http404 from error
        versions = versions_of(self.model).filter(**{key.attname: value})
        if row is None:
            is_there = self.model._base_manager.filter(pk=value).exists()
            if is_there or not versions.exists():
                raise Http404
            if not self.has_delete_permission(request):
                raise PermissionDenied
        return row, versions.select_related("history_user")

    def _may_restore(self, request: HttpRequest, row: Any) -> bool:
        if standing(request).is_partner or standing(request).is_translator:
            return False
        if row is None:
            return self.has_add_permission(request)
        return self.has_change_permission(request, row)

    def _address(self, what: str, object_id: Any) -> str:
        opts = self.model._meta
        name = f"admin:{opts.app_label}_{opts.model_name}_{what}"
        return reverse(name, args=[object_id])

    def _page(
        self,
        request: HttpRequest,
        object_id: str | None,
        template: str,
        context: dict[str, Any],
    ) -> HttpResponse:
        opts = self.model._meta
        name = f"admin:{opts.app_label}_{opts.model_name}"
        shared = {
            **self.admin_site.each_context(request),
            "opts": opts,
            "list_address": reverse(f"{name}_changelist"),
            "object_id": object_id,
            "longest_reason": MAX_REASON_LENGTH,
            "media": self.media,
        }
        if object_id is not None:
            shared["history_address"] = self._address("history", object_id)
            shared["row_address"] = self._address("change", object_id)
        return TemplateResponse(
            request, f"admin/versioned/{template}.html", shared | context
        )


def reason_given(request: HttpRequest) -> str:
    """Why, as typed beside the button."""
    return request.POST.get("reason", "").replace("\0", "").strip()[:MAX_REASON_LENGTH]


def _chosen(versions: Any, version_id: str | None) -> Version | None:
    key = row_id(version_id or "")
    return None if key is None else versions.filter(history_id=key).first()


def _shown(
    wording: Wording, listed: Sequence[Version], place: int, *, is_latest: bool
) -> ShownVersion:
    version = listed[place]
    before = listed[place + 1] if place + 1 < len(listed) else None
    is_deletion = version.history_type == "-"
    changes = wording.changes(before, version) if before and not is_deletion else []
    return ShownVersion(
        version,
        changes,
        is_first=before is None,
        is_latest=is_latest and not is_deletion,
    )
