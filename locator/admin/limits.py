"""A partner sees and edits its own rows only; a translator edits texts only.

Django's hooks ask here: lists, choices, forms and addresses that are guessed alike.
"""

import re
from collections.abc import Collection
from typing import Any, Final

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from locator.admin.lookups import OwnFilters
from locator.models import Carrier, Operator
from locator.models.partnership import (
    Standing,
    editable_by,
    standing_of,
    visible_to,
)


def standing(request: HttpRequest) -> Standing:
    return standing_of(request.user)


class Limited(OwnFilters):
    """An admin that holds a user to what is theirs."""

    texts: Collection[str] = ()
    """Fields that a translator may fill, beside the columns of a language."""

    texts_if_new: Collection[str] = ()
    """Fields that a translator may fill of a row that is new."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return visible_to(request.user, super().get_queryset(request))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_view_permission(request, obj) and self._is_seen(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_change_permission(request, obj)
        return allowed and self.may_open(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        limited = standing(request).is_partner or standing(request).is_translator
        return super().has_delete_permission(request, obj) and not limited

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """None for partners and translators: an action asks nobody, row by row."""
        who = standing(request)
        if who.is_partner or who.is_translator:
            return {}
        return super().get_actions(request)

    def may_open(self, request: HttpRequest, obj: Any) -> bool:
        """Whether the form of this row, or with None of any, is for this user."""
        return obj is None or self.is_own(request, obj)

    def is_own(self, request: HttpRequest, obj: Any) -> bool:
        if not standing(request).is_partner:
            return True
        rows = self.model._base_manager.filter(pk=obj.pk)
        return editable_by(request.user, rows).exists()

    def closed_fields(self, request: HttpRequest, obj: Any) -> Collection[str] | None:
        """Fields of the form that this user sees and cannot change; None is all."""
        who = standing(request)
        if who.is_partner and obj is not None and not self.is_own(request, obj):
            return None
        if who.needs_approval and obj is None:
            # What it adds is published when a curator accepts that.
            return ("status", "closed_until", "is_published")
        return ()

    def is_text(self, name: str, obj: Any) -> bool:
        """Whether a translator may fill the field."""
        columns = {field.name: field for field in self.model._meta.concrete_fields}
        is_given = name in self.texts or (obj is None and name in self.texts_if_new)
        return is_given or hasattr(columns.get(name), "translated_field")

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        closed = self.closed_fields(request, obj)
        if closed is None:
            closed = form.base_fields.keys()
        if standing(request).is_translator:
            closed = [name for name in form.base_fields if not self.is_text(name, obj)]
        return _with_closed(form, closed) if closed else form

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        return _own_choices(request, field)

    def formfield_for_manytomany(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        return _own_choices(request, field)

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Any, change: bool
    ) -> None:
        """Nothing is saved that would not be the partner's any more, or never was."""
        super().save_related(request, form, formsets, change)
        if not self._is_seen(request, form.instance):
            raise PermissionDenied
        if not change and not self.is_own(request, form.instance):
            raise PermissionDenied

    def _is_seen(self, request: HttpRequest, obj: Any) -> bool:
        if obj is None or not standing(request).is_partner:
            return True
        rows = self.model._base_manager.filter(pk=obj.pk)
        return visible_to(request.user, rows).exists()


def _own_choices(request: HttpRequest, field: Any) -> Any:
    """The choices that a partner has: of carriers and operators its own."""
    who = standing(request)
    rows = getattr(field, "queryset", None)
    own = {Carrier: who.carriers, Operator: who.operators}
    if rows is None or not who.is_partner or rows.model not in own:
        return field
    field.queryset = rows.filter(pk__in=own[rows.model])
    if not isinstance(field, forms.ModelMultipleChoiceField):
        field.required = rows.model is Operator or not who.operators
    return field


def _with_closed(form: Any, closed: Collection[str]) -> Any:
    """The form with these fields only to look at: what is sent of them is ignored."""

    def close(self: Any, *args: Any, **kwargs: Any) -> None:
        form.__init__(self, *args, **kwargs)
        for name in closed:
            field = self.fields.get(name)
            if field is None or isinstance(field.widget, forms.HiddenInput):
                continue
            field.disabled, field.required = True, False
            if isinstance(field, forms.ModelChoiceField) and field.queryset is not None:
                # What stands there stays, whether this user might choose it or not.
                field.queryset = field.queryset.model._base_manager.all()

    return type(form.__name__, (form,), {"__init__": close})


_WAYS: Final = re.compile(
    r"index|app_list|log(in|out)|password_change(_done)?|jsi18n|autocomplete|agreement"
    r"|two_factor\w*|guides_guidetext_(preview|languages)"
    r"|(locator_(outlet|carrier|operator|place|publicholiday|fact|hours|proposedchange"
    r"|unmetdemand)|guides_[a-z]+)_(changelist|add|change|history)"
    r"|locator_outlet_(export|hours)"
    r"|locator_importrun_(changelist|add|change|columns|apply|undo|again|problems)"
)
"""The views that hold a partner or translator to what is theirs. Any other is shut to
them, so that a new one is not forgotten."""
_BEFORE_AGREEING: Final = re.compile(r"agreement|log(in|out)|jsi18n|two_factor\w*")


def gate(request: HttpRequest) -> HttpResponse | None:
    """Where a user is sent before, or instead of, the view of the admin asked for.

    Raises PermissionDenied.
    """
    match = request.resolver_match
    who = standing(request)
    name = (match and match.url_name) or ""
    if (who.is_partner or who.is_translator) and not _WAYS.fullmatch(name):
        raise PermissionDenied
    if who.is_partner and not who.has_agreed and not _BEFORE_AGREEING.fullmatch(name):
        return HttpResponseRedirect(reverse("admin:agreement"))
    return None
