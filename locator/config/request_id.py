"""One id for a request: in its answer and in each line logged because of it."""

import logging
import re
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, Final

from django.core.signals import request_finished
from django.http import HttpRequest, HttpResponse

HEADER: Final = "X-Request-ID"

# A letter must be in it: digits alone might be somebody's phone number.
_WELL_FORMED: Final = re.compile(r"(?=[0-9-]*[A-Za-z])[A-Za-z0-9-]{8,64}")

_current: ContextVar[str] = ContextVar("request_id", default="-")


class RequestIDMiddleware:
    """Keep the id that a client or proxy gave, where it is well-formed; else make one.

    The first of all middleware, so that whatever answers, answers with it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "")
        request_id = given if _WELL_FORMED.fullmatch(given) else uuid.uuid4().hex
        _current.set(request_id)
        response = self.get_response(request)
        response[HEADER] = request_id
        return response


class WithRequestID(logging.Filter):
    """Give each record the `request_id` that its line shows; "-" outside requests."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = _current.get()
        return True


def _forget(**_signal: Any) -> None:
    _current.set("-")


# Not when the middleware ends: what is streamed is read, and may fail, after that.
request_finished.connect(_forget, dispatch_uid="forget the request's id")
