from django.templatetags.static import static


def test_browsers_find_the_icon_where_a_page_names_none(client):
    assert client.get("/favicon.ico")["Location"] == static("img/favicon.svg")
