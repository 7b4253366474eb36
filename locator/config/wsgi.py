import gc
import os
import re
from collections.abc import Iterable
from typing import Any, Final

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "locator.config.settings")

_CHARSET: Final = re.compile(r";\s*charset\s*=[^;]*", re.IGNORECASE)
_django: Final = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Django's, for which all text is UTF-8, as it is in addresses, forms and JSON.

    It would decode the query, too, by whatever codec `Content-Type` names, base64 or
    one that makes lone surrogates, before any middleware could refuse that.
    """
    if content_type := environ.get("CONTENT_TYPE"):
        environ["CONTENT_TYPE"] = _CHARSET.sub("", content_type)
    return _django(environ, start_response)


# What is loaded by now stays, and answers leave hardly a cycle behind: the collector
# need not look at them after every 700 objects.
gc.freeze()
gc.set_threshold(20_000, 20, 20)
