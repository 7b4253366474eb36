import io
from importlib import import_module

import pytest

# Between requests the application closes connections, which a test's transaction needs.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def application():
    # Loaded now, it finds the settings of the tests.
    return import_module("locator.config.wsgi").application


def ask(application, query, content_type):
    answered = {}

    def start_response(status, headers):
        answered.update(status=status, headers=dict(headers))

    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/api/v1/outlets/",
        "QUERY_STRING": query,
        "CONTENT_TYPE": content_type,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
    }
    response = application(environ, start_response)
    body = b"".join(response)
    response.close()
    return answered["status"], body


@pytest.mark.parametrize(
    "charset",
    ["base64", "undefined", "punycode", "unicode_escape", "utf-7", '"utf-16"', ""],
)
def test_a_query_is_utf_8_whatever_charset_the_client_names(application, charset):
    status, body = ask(
        application, "place=%E9%87%91%5Cud800", f"x/x; Charset={charset}"
    )
    assert status.startswith("400")
    assert "“金\\\\ud800”" in body.decode()


def test_what_else_a_content_type_says_stays(application):
    environ = {"CONTENT_TYPE": "multipart/form-data; charset=hex; boundary=x"}
    with pytest.raises(KeyError):  # It is no whole request.
        application(environ, lambda *_told: None)
    assert environ["CONTENT_TYPE"] == "multipart/form-data; boundary=x"
