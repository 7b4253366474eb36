"""Pages of words, and what robots read."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from locator.models import Outlet
from locator.models.reading import whom_to_name


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "locator/about.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "locator/privacy.html")


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    loaded = (
        Outlet.objects.published()
        .order_by("source", "licence")
        .values_list("source", "licence")
        .distinct()
    )
    named = whom_to_name()
    sources = [(source, licence, named.get(source, "")) for source, licence in loaded]
    return render(request, "locator/data.html", {"sources": sources})


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Where browsers look on pages that name none, such as the admin's."""
    return redirect(static("img/favicon.svg"))


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Searches are endless and nobody's answer for long: only pages are for robots."""
    lines = ["User-agent: *", "Disallow: /*?", "Disallow: /admin/", "Disallow: /api/"]
    lines.append(f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}")
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain")
