from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from locator.documents import LANGUAGE, documents, text_of


@require_safe
def document_page(request: HttpRequest, slug: str) -> HttpResponse:
    """A document in its own language, whichever the page around it is in."""
    known = documents()
    document = next((found for found in known if found.slug == slug), None)
    if document is None:
        raise Http404
    page = {
        "document": document,
        "others": [other for other in known if other != document],
        "text": text_of(document, origin=request.build_absolute_uri("/")[:-1]),
        "language": LANGUAGE,
    }
    return render(request, "locator/document.html", page)
