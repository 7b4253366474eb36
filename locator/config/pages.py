"""Middleware for pages and the admin, which v1 of the API does without.

It has no cookies, accounts or scripts, and says its language by `lang`; passing all
that by takes half of what an empty answer costs.
"""

from typing import Any

from csp.middleware import CSPMiddleware
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware

from locator.api.parameters import V1
from locator.config.language import ChosenLanguageMiddleware


class _NotForTheAPI:
    get_response: Any

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(V1):
            response: HttpResponse = self.get_response(request)
            return response
        called: HttpResponse = super().__call__(request)  # type: ignore[misc]
        return called


class Policies(_NotForTheAPI, CSPMiddleware):
    """The content security policy."""


class Sessions(_NotForTheAPI, SessionMiddleware):
    pass


class Languages(_NotForTheAPI, LocaleMiddleware):
    pass


class ChosenLanguages(_NotForTheAPI, ChosenLanguageMiddleware):
    pass


class Accounts(_NotForTheAPI, AuthenticationMiddleware):
    pass


class Messages(_NotForTheAPI, MessageMiddleware):
    pass
