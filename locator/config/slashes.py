from functools import partial
from typing import Any, ClassVar

from django.http import HttpResponsePermanentRedirect
from django.middleware.common import CommonMiddleware


class SlashMiddleware(CommonMiddleware):
    """To the address with its last slash, by 308 instead of 301.

    A client follows a 301 with a GET, and what it sent is lost.
    """

    response_redirect_class: ClassVar[Any] = partial(
        HttpResponsePermanentRedirect, preserve_request=True
    )
