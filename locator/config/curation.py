"""The admin site of curators: its name, and its models grouped as they are used."""

from functools import wraps
from typing import Any, cast

from django.apps import apps
from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.apps import SimpleAdminConfig
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.db.models import Model
from django.db.models.signals import post_migrate
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

GROUPS: tuple[tuple[Promise, tuple[str, ...]], ...] = (
    (
        _("Every day"),
        (
            "Outlet",
            "Report",
            "MissingShop",
            "Claim",
            "ProposedChange",
            "ImportRun",
            "QualityFlag",
            "Place",
            "PublicHoliday",
        ),
    ),
    (
        _("Who sells what, and how we know"),
        ("Carrier", "Operator", "Fact", "UnmetDemand"),
    ),
    (_("For reference"), ("Hours", "EditLink", "APIKey", "Partnership")),
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
        """What is written within, its user wrote; and some go another way."""
        # Models are there only when the apps are.
        from locator.admin.limits import gate
        from locator.admin.two_factor import to_code, waits_for_code
        from locator.models.history import occasion

        @wraps(view)
        def by_its_user(
            request: HttpRequest, *args: Any, **kwargs: Any
        ) -> HttpResponse:
            if not self.has_permission(request):
                return cast(HttpResponse, view(request, *args, **kwargs))
            if waits_for_code(request) and not _is_logout(request):
                return to_code(request)
            with occasion(user=request.user):
                return gate(request) or view(request, *args, **kwargs)

        return super().admin_view(by_its_user, cacheable)

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Django's, and a wait for who tries too often."""
        from locator.admin.throttling import wait_for_login

        if request.method == "POST" and (wait := wait_for_login(request)):
            return wait
        response = super().login(request, extra_context)
        return wait_for_login(request, has_tried=True) or response

    def get_urls(self) -> list[Any]:
        from locator.admin import two_factor
        from locator.admin.partnership import agreement_view

        def agreement(request: HttpRequest) -> HttpResponse:
            return agreement_view(request, self.each_context(request))

        return [
            path("agreement/", self.admin_view(agreement), name="agreement"),
            *two_factor.urls(self, super().admin_view),
            *super().get_urls(),
        ]

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """Django's list of models, and above it what waits for this user."""
        from locator.admin.start_page import what_waits

        waiting = what_waits(self, request, self.get_app_list(request))
        return super().index(request, {"waiting": waiting, **(extra_context or {})})

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


def _is_logout(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and match.url_name == "logout"


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

    def ready(self) -> None:
        super().ready()
        # After those of the last app, so that every permission is there.
        post_migrate.connect(_make_roles, sender=apps.get_app_config("guides"))


def _make_roles(**signal: Any) -> None:
    from locator.config.roles import make_roles

    make_roles(**signal)
