from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LocatorConfig(AppConfig):
    name = "locator"
    verbose_name = _("Top-up points")

    def ready(self) -> None:
        # Each registers something: forms of the admin, a system check.
        for module in (
            "django.contrib.auth.admin",
            "locator.admin",
            "locator.search.geocoding",
        ):
            import_module(module)
