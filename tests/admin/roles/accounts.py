"""Who signs in, and what they send."""

from typing import Any

from django.contrib.auth.models import Group, User
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.admin.forms import untouched

LIST = "/admin/locator/outlet/"


def staff(name: str, *groups: str) -> User:
    user = User.objects.create_user(name, is_staff=True)
    user.groups.set(Group.objects.filter(name__in=groups))
    return user


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def sent(client: Client, row: Any, **fields: Any) -> HttpResponse:
    url = address(row, "change")
    return client.post(url, untouched(client.get(url)) | fields)


def address(row: Any, what: str) -> str:
    opts = row._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_{what}", args=[row.pk])
