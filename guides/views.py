from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from guides import codes
from locator.models import Carrier


@require_safe
def codes_page(request: HttpRequest) -> HttpResponse:
    """The codes that work without data, and how to reach each carrier."""
    carriers = Carrier.objects.select_related(
        "hotline_fact", "app_fact", "website_fact", "selling_fact"
    )
    page = {
        "tab": "codes",
        "codes": codes.common_codes(),
        "evidence": codes.evidence(),
        "carriers": carriers,
    }
    return render(request, "guides/codes.html", page)
