"""What a visitor sees when a page cannot be shown."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Without the request's context, which may be what failed."""
    return HttpResponse(render_to_string("500.html"), status=500)


def busy(request: HttpRequest) -> HttpResponse:
    """With a button that sends the same again, where nothing but texts were sent.

    Without the request's context, since reading may have to wait as well.
    """
    is_sent = request.method == "POST"
    # No page shows a password, not even to whoever sent it.
    has_password = any("password" in name for name in request.POST)
    may_be_sent_again = is_sent and not request.FILES and not has_password
    context = {
        "is_sent": is_sent,
        "address": request.get_full_path(),
        "sent": list(request.POST.lists()) if may_be_sent_again else [],
    }
    response = HttpResponse(render_to_string("503.html", context), status=503)
    patch_cache_control(response, private=True, no_store=True)
    return response
