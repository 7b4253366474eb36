"""What developers read on the site: the documents of the repository as pages."""

import os
import re
from pathlib import Path
from urllib.parse import urljoin

import pytest
from django.conf import settings as configured

from locator.documents import documents
from tests.views.pages import page

pytestmark = pytest.mark.django_db

API = "/en/docs/api/"
SERVED = ("api", "mirroring", "embedding")


@pytest.fixture
def docs(settings, tmp_path):
    """A folder of documents to write into."""
    settings.DOCS_DIR = tmp_path
    return tmp_path


def article(text):
    return re.search(r"<article.*</article>", text, re.DOTALL)[0]


@pytest.mark.parametrize("slug", SERVED)
def test_the_documents_of_the_repository_are_pages_of_the_site(client, slug):
    text = page(client, f"/en/docs/{slug}/")
    heading = (configured.DOCS_DIR / f"{slug}.md").read_text().splitlines()[0]
    assert f"<h1>{heading.removeprefix('# ')}</h1>" in text


def test_a_document_that_is_not_for_the_public_is_no_page(client):
    page(client, "/en/docs/design/", status=404)
    page(client, "/en/docs/nothing/", status=404)


def test_its_words_are_marked_as_english_in_a_page_of_another_language(client):
    text = page(client, "/km/docs/api/")
    assert '<html lang="km">' in text
    assert '<article class="text document" lang="en">' in text


@pytest.mark.parametrize("slug", SERVED)
def test_links_between_documents_lead_to_pages_that_are_there(client, slug):
    address = f"/en/docs/{slug}/"
    text = article(page(client, address))
    for link in re.findall(r'href="([^"]+)"', text):
        if not link.startswith("https://"):
            there = page(client, urljoin(address, link).partition("#")[0])
            section = link.partition("#")[2]
            assert not section or f'id="{section}"' in there


def test_a_link_to_a_file_that_is_not_served_becomes_its_words(client, docs):
    (docs / "api.md").write_text("# A\n\nSee [deploy](../deploy/README.md), [B](b.md).")
    assert "<p>See deploy, B.</p>" in page(client, API)


def test_examples_name_the_site_itself(client, settings):
    settings.ALLOWED_HOSTS = ["bank.example"]
    response = client.get("/en/docs/embedding/", headers={"host": "bank.example"})
    text = response.content.decode()
    assert "http://bank.example/en/embed/?carrier=smart" in text
    assert "topup.example" not in article(text)


@pytest.mark.parametrize("slug", SERVED)
def test_each_section_has_an_address_of_its_own(client, slug):
    text = page(client, f"/en/docs/{slug}/")
    names = re.findall(r'<h[23] id="([^"]*)"', text)
    assert names
    assert len(set(names)) == len(names)
    assert set(re.findall(r'<li><a href="#([^"]+)"', text)) <= set(names)


def test_nothing_in_a_document_is_taken_for_html(client, docs):
    (docs / "api.md").write_text("# A\n\n<script>x</script> [x](javascript:alert)")
    text = client.get(API).content.decode()
    assert "<script>x" not in text
    assert 'href="javascript' not in text


def test_a_document_that_was_replaced_is_read_again(client, docs):
    file = docs / "api.md"
    file.write_text("# Before")
    page(client, API)
    file.write_text("# After")
    later_ns = file.stat().st_mtime_ns + 10**9
    os.utime(file, ns=(later_ns, later_ns))
    assert "<h1>After</h1>" in page(client, API)


@pytest.mark.parametrize("path", ["/en/", "/en/about/", "/en/data/"])
def test_every_page_leads_to_them(client, path):
    assert f'href="{API}"' in page(client, path)


def test_the_data_page_leads_to_each_and_to_trying_the_api(client):
    text = page(client, "/en/data/")
    assert [f'href="/en/docs/{slug}/"' in text for slug in SERVED] == [True] * 3
    assert 'href="/api/docs/"' in text


def test_where_the_documents_were_left_out_nothing_leads_to_them(client, settings):
    settings.DOCS_DIR = Path("/nowhere")
    assert documents() == []
    for path in ("/en/", "/en/data/", "/en/embed/make/"):
        assert "/docs/" not in page(client, path).replace("/api/docs/", "")
    page(client, API, status=404)
