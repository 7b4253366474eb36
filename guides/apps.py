from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GuidesConfig(AppConfig):
    name = "guides"
    verbose_name = _("Guides")

    def ready(self) -> None:
        for module in ("guides.models.limits", "guides.admin"):
            import_module(module)
