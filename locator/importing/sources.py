import re
from typing import Final

from django.utils.translation import gettext as _

from locator.models.outlet import OwnSource

_NAME: Final = re.compile(r"[a-z0-9_-]{1,40}")


def source_problem(name: str) -> str:
    """Why no import may be of this source; "" where one may."""
    if not _NAME.fullmatch(name):
        return _("“%(text)s”: use up to 40 small letters, digits, - and _") % {
            "text": name
        }
    if name in OwnSource:
        return _("“%(source)s” is what this site calls outlets of its own.") % {
            "source": name
        }
    return ""
