from typing import Final

from django.utils.translation import gettext_lazy as _


class ImportRefusedError(Exception):
    """Nothing was written; its one line tells people where and why."""


class BrokenFileError(ImportRefusedError):
    """The file cannot be read to its end."""


class RulesError(ImportRefusedError):
    """The rules file does not say what rules need to say."""


CHANGED_MEANWHILE: Final = _(
    "Somebody deleted or changed meanwhile what this needs, such as a place or an"
    " operator. Nothing was written: do it once more."
)
"""What to say where others were in the way, see `locator.contention`."""
