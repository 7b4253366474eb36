"""The admin site of curators: its name, and its models grouped as they are used."""

from functools import wraps
from typing import Any, cast

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.apps import SimpleAdminConfig
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

GROUPS: tuple[tuple[Promise, tuple[str, ...]], ...] = (
    (
        _("Every day"),
        (
            "Outlet",
            "QualityFlag",
            "Report",
            "MissingShop",
            "Claim",
            "Place",
            "PublicHoliday",
        ),
    ),
    (
        _("Who sells what, and how we know"),
        ("Carrier", "Operator", "Fact", "UnmetDemand"),
    ),
    (_("For reference"), ("Hours", "EditLink", "APIKey")),
)
"""Groups of the models of the app `locator`; any not named here come after."""


class NamedChoices(AutocompleteJsonView):
    """Choices named by their admin's `choice_label`, where `str()` is ambiguous."""

    def serialize_result(self, obj: Model, to_field_name: str) -> dict[str, str]:
        # django-stubs does not know the method.
        result: dict[str, str] = super().serialize_result(obj, to_field_name)  # type: ignore[misc]
        label = getattr(self.model_admin, "choice_label", None)
        return result | {"text": label(obj)} if label else result


class CurationSite(AdminSite):
    site_header = settings.SITE_NAME
    site_title = settings.SITE_NAME
    index_title = _("What would you like to do?")

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """What is written within, its user wrote."""
        # Models are there only when the apps are.
        from locator.models.history import occasion

        @wraps(view)
        def by_its_user(
            request: HttpRequest, *args: Any, **kwargs: Any
        ) -> HttpResponse:
            user = request.user if request.user.is_authenticated else None
            with occasion(user=user):
                return cast(HttpResponse, view(request, *args, **kwargs))

        return super().admin_view(by_its_user, cacheable)

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        view = NamedChoices.as_view(admin_site=self)
        return cast(HttpResponse, view(request))

    def get_app_list(
        self, request: HttpRequest, app_label: str | None = None
    ) -> list[dict[str, Any]]:
        """The apps, with that of top-up points split by what its models are for."""
        apps = super().get_app_list(request, app_label)
        if app_label:
            return apps
        own = [app for app in apps if app["app_label"] == "locator"]
        others = [app for app in apps if app["app_label"] != "locator"]
        return [group for app in own for group in _grouped(app)] + others


def _grouped(app: dict[str, Any]) -> list[dict[str, Any]]:
    models = {model["object_name"]: model for model in app["models"]}
    groups = [
        app | {"name": name, "models": [models.pop(m) for m in members if m in models]}
        for name, members in GROUPS
    ]
    groups.append(app | {"models": list(models.values())})
    return [group for group in groups if group["models"]]


class CurationConfig(SimpleAdminConfig):
    """Not "django.contrib.admin": its autodiscovery would import leaflet.admin."""

    default_site = "locator.config.curation.CurationSite"
