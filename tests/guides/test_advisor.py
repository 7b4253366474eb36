import pytest

from guides.models import GuideText
from locator.text_index import index_text
from tests import factories
from tests.guides import rows
from tests.guides.pages import page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

CENTRE = "11.5564,104.9282"


CHOOSE = "/en/choose/"


def test_the_questions_stand_without_an_answer_yet(client, content):
    text = page(client, CHOOSE)
    assert "Which SIM do you want to top up?" in text
    assert "buy a plan" not in text


def test_a_shop_that_is_open_near_is_named_with_the_way(client, content):
    factories.outlet(name="Sok Heng", sells="smart", hours="24/7")
    text = page(client, CHOOSE, sim="smart", have="cash", near=CENTRE)
    assert "A shop or agent near you is open" in text
    assert "Sok Heng" in text
    assert "How long the credit takes is not confirmed." in text


def test_a_shop_that_is_shut_does_not_count(client, content):
    factories.outlet(name="Sok Heng", sells="smart", hours="Mo-Su 08:00-09:00")
    text = page(client, CHOOSE, sim="smart", have="cash", near=CENTRE)
    assert "A shop or agent near you is open" not in text
    assert "Nothing within 3 km is known to be open now." in text
    assert "The nearest that is known to be open" not in text
    assert "Ask somebody you trust with a bank app" in text


def test_nothing_is_said_of_what_is_open_to_who_has_not_said_where_they_are(
    client, content
):
    factories.outlet(name="Sok Heng", sells="smart", hours="24/7")
    text = page(client, CHOOSE, sim="smart", have="cash", online="no")
    assert "Nothing within" not in text
    assert "near you is open and takes" not in text
    assert "Wait for the next shop" not in text
    assert text.count("Say where you are") == 1
    assert 'href="#where"' in text


def test_the_api_says_of_each_way_that_it_waits_for_the_place(client, content):
    answer = client.get("/api/v1/advice/", {"sim": "smart", "have": "cash"}).json()
    reason = "Say where you are, to see which of them is open near you."
    assert answer["good"][0]["reason"] == reason


def test_answers_without_a_sim_ask_for_it_and_are_kept(client, content):
    text = page(client, CHOOSE, have="cash")
    assert "Choose the SIM that you want to top up" in text
    assert 'name="have" value="cash" checked' in text
    assert "Choose the SIM that" not in page(client, CHOOSE, amount="$2", near=CENTRE)


def test_who_has_to_wait_is_led_to_when_places_open(client, content):
    factories.outlet(sells="smart", hours="Mo-Su 08:00-09:00")
    text = page(client, CHOOSE, sim="smart", have="cash", near=CENTRE)
    assert f'href="/en/?carrier=smart&amp;near={CENTRE}&amp;open=any"' in text


def test_a_way_is_no_surer_than_the_outlets_it_leads_to(client, content):
    factories.outlet(
        name="Doubtful",
        kind="partner_shop",
        sells="smart",
        hours="24/7",
        confidence="unconfirmed",
    )
    factories.outlet(name="Sure machine", kind="kiosk", sells="smart", hours="24/7")
    answer = client.get(
        "/api/v1/advice/", {"sim": "smart", "have": "cash", "near": CENTRE}
    ).json()
    first, second = answer["good"][:2]
    assert (first["way"], first["confidence"]) == ("kiosk", "likely")
    assert (second["way"], second["confidence"]) == ("shop", "unconfirmed")


@pytest.mark.parametrize(
    ("payments", "is_named"),
    [(("cash", "khqr"), False), (("foreign_card", "cash"), True), ((), True)],
)
def test_a_store_known_to_take_nothing_of_what_one_has_is_not_named(
    client, content, payments, is_named
):
    factories.outlet(
        name="Sok Heng",
        kind="carrier_store",
        sells="smart",
        hours="24/7",
        payments=payments,
    )
    text = page(client, CHOOSE, sim="smart", have="foreign_card", near=CENTRE)
    assert ("Sok Heng" in text) is is_named
    assert "km is known to be open" not in text
    said = "Nothing within 3 km that takes what you have is known to be open now."
    assert (said in text) is not is_named
    assert "Wait for the next shop" not in text


def test_the_nearest_open_place_further_away_is_named_with_its_distance(
    client, content
):
    factories.outlet(name="Shut", sells="smart", hours="Mo 08:00-09:00", north_m=100)
    factories.outlet(name="Furthest", sells="smart", hours="24/7", north_m=5000)
    factories.outlet(name="Sok Heng", sells="smart", hours="24/7", north_m=3100)
    text = page(client, CHOOSE, sim="smart", have="cash", near=CENTRE)
    said = "is known to be open now. The nearest that is known to be open:"
    assert said in text
    assert text.index(said) < text.index("Sok Heng") < text.index("is-first")
    assert "3.1 km" in text
    assert "Furthest" not in text


def test_the_api_names_the_nearest_open_place_further_away(client, content):
    asked = {"sim": "smart", "have": "cash", "near": CENTRE}
    answer = client.get("/api/v1/advice/", asked).json()
    assert answer["notice"] == "Nothing within 3 km is known to be open now."
    assert (answer["radius_m"], answer["nearest_open"]) == (3000, None)
    refusing = {"payments": ("khqr",), "sells": "smart", "hours": "24/7"}
    factories.outlet(name="By QR alone", north_m=3100, **refusing)
    factories.outlet(name="Sok Heng", sells="smart", hours="24/7", north_m=3500)
    nearest = client.get("/api/v1/advice/", asked).json()["nearest_open"]["properties"]
    assert nearest["name"] == "Sok Heng"
    assert nearest["distance_m"] == pytest.approx(3500, rel=0.01)


def test_nothing_further_away_is_named_where_a_place_near_is_open(client, content):
    factories.outlet(name="Sok Heng", sells="smart", hours="24/7")
    factories.outlet(name="Far", sells="smart", hours="24/7", north_m=3100)
    asked = {"sim": "smart", "have": "cash", "near": CENTRE}
    answer = client.get("/api/v1/advice/", asked).json()
    assert (answer["notice"], answer["nearest_open"]) == (None, None)


def test_a_position_elsewhere_is_told_and_nothing_is_said_of_what_is_open(
    client, content
):
    factories.outlet(sells="smart", hours="24/7")
    asked = {"sim": "smart", "have": "cash", "near": "48.8,2.3"}
    answer = client.get("/api/v1/advice/", asked).json()
    assert answer["where_is_known"] is False
    assert "seems to lie outside Cambodia" in answer["notice"]
    assert answer["nearest_open"] is None
    text = page(client, CHOOSE, **asked)
    assert text.count("seems to lie outside Cambodia") == 1
    assert "Nothing within" not in text
    assert "Wait for the next shop" not in text


def test_a_shop_that_sells_another_carrier_does_not_count(client, content):
    factories.outlet(sells="metfone", hours="24/7")
    text = page(client, CHOOSE, sim="smart", have="cash", near=CENTRE)
    assert "A shop or agent near you is open" not in text


def test_a_travel_esim_is_topped_up_where_it_was_bought(client, content):
    text = page(client, CHOOSE, sim="travel_esim", have="cash")
    assert "only the app or shop that sold it can add data" in text
    assert "Customer service" not in text


def test_who_has_a_travel_esim_is_told_of_a_local_sim_and_of_nothing_else(
    client, content
):
    text = page(client, CHOOSE, sim="travel_esim", have="cash")
    assert "Or buy a Cambodian SIM" in text
    assert text.count("<h2>") == 2
    assert "buy a plan" not in text
    assert "Say where you are below" not in text


def test_a_sure_shop_comes_before_a_nearer_unconfirmed_one(client, content):
    factories.outlet(name="Near", sells="smart", confidence="unconfirmed", hours="24/7")
    factories.outlet(name="Sure", sells="smart", hours="24/7", north_m=400)
    text = page(client, CHOOSE, sim="smart", have="cash", near=CENTRE)
    assert text.index("Sure</a>") < text.index("Near</a>")


def test_the_plans_of_the_sims_carrier_follow_the_ways(client, content):
    assert "KADO 1 Plus" in page(client, CHOOSE, sim="metfone", have="cash")
    assert "KADO 1 Plus" not in page(client, CHOOSE, sim="smart", have="cash")


def test_an_answer_that_is_part_of_another_is_not_ticked(client, content):
    text = page(client, CHOOSE, sim="smart", online="wifi", matters="no_queue")
    assert 'name="matters" value="no_queue" checked' in text
    assert text.count(" checked>") == 3


def test_a_way_by_channel_shows_how_it_works(client, content):
    text = page(client, CHOOSE, sim="metfone", have="foreign_card", online="wifi")
    assert "pay.metfone.com.kh" in text
    assert "Fee: not confirmed" in text


def test_an_unconfirmed_first_way_says_so(client, content):
    text = page(
        client, CHOOSE, sim="smart", have="foreign_card", online="wifi", abroad="1"
    )
    first = text[text.index("is-first") : text.index("is-first") + 600]
    assert "unconfirmed" in first


def test_where_nothing_sure_works_more_help_is_linked(client, content):
    text = page(client, CHOOSE, sim="smart", near=CENTRE, amount="50")
    assert "Nothing sure works in your situation." in text
    assert 'href="/en/guides/no-data-left/?carrier=smart"' in text


def test_help_that_is_not_published_is_not_linked(client, content):
    GuideText.objects.filter(guide__slug="no-data-left").update(status="draft")
    text = page(client, CHOOSE, sim="smart", near=CENTRE, amount="50")
    assert "Nothing sure works in your situation." in text
    assert "no-data-left" not in text


def test_answers_that_cannot_be_are_said_and_kept(client, content):
    answer = client.get("/en/choose/", {"sim": "smart", "amount": "lots"})
    assert answer.status_code == 400
    text = answer.content.decode()
    assert "Write an amount such as" in text
    assert 'value="lots"' in text


def test_who_says_not_to_be_abroad_is_here(client, content):
    asked = {"sim": "smart", "have": "cash", "near": CENTRE}
    factories.outlet(name="Sok Heng", sells="smart", hours="24/7")
    assert "Sok Heng" in page(client, CHOOSE, **asked, abroad="0")
    assert "Sok Heng" not in page(client, CHOOSE, **asked, abroad="1")


def test_a_carrier_that_a_curator_added_may_be_chosen(client, content):
    factories.carrier("newcom", name="NewCom")
    assert "<span>NewCom</span>" in page(client, CHOOSE)
    factories.outlet(name="Sok Heng", sells="newcom", hours="24/7")
    rows.way(target="outlets:partner_shop", conditions={"sim": ["newcom"]})
    text = page(client, CHOOSE, sim="newcom", near=CENTRE)
    assert "Sok Heng" in text


def test_without_any_rule_the_page_still_helps(client):
    factories.carrier("smart")
    assert "Nothing sure works" in page(client, CHOOSE, sim="smart")


class TestLanguage:
    """Cellcard's page is in English and Khmer alone."""

    ASKED = {"sim": "cellcard", "have": ["acleda", "aba"], "online": "wifi"}

    def first(self, client, page, **query) -> str:
        answer = client.get(f"/{page}/choose/", self.ASKED | query)
        text = answer.content.decode()
        return text[text.index("is-first") : text.index("is-first") + 4000]

    @pytest.mark.parametrize(
        ("language", "channel"),
        [("en", "cellcard-web"), ("km", "cellcard-web"), ("zh-hans", "aba-app")],
    )
    def test_the_language_of_the_page_counts(self, client, content, language, channel):
        assert f'id="{channel}"' in self.first(client, language)

    def test_another_language_may_be_asked_for(self, client, content):
        assert 'id="aba-app"' in self.first(client, "en", language="zh")
        assert 'id="cellcard-web"' in self.first(client, "zh-hans", language="km")

    def test_the_languages_of_a_way_are_said(self, client, content):
        assert "Languages: Khmer, English" in self.first(client, "en")


class TestNumber:
    @pytest.fixture(autouse=True)
    def prefix(self):
        factories.prefix("010")
        factories.prefix("087", is_certain=False)

    @pytest.mark.parametrize(
        "number", ["010 234 567", "+855 10 234 567", "0085510234567", "០១០ ២៣៤ ៥៦៧"]
    )
    def test_a_number_leads_to_its_carrier_and_is_gone(self, client, number):
        answer = client.post("/en/choose/number/", {"number": number})
        assert answer["Location"] == "/en/choose/?sim=smart&recognised=sure#questions"
        assert "no-store" in answer["Cache-Control"]

    def test_the_answers_given_before_are_kept(self, client):
        given = {"number": "010234567", "have": ["cash", "aba"], "near": CENTRE}
        answer = client.post("/en/choose/number/", given)
        kept = f"?sim=smart&have=cash&have=aba&near={CENTRE}&recognised=sure"
        assert answer["Location"] == f"/en/choose/{kept}#questions"

    def test_a_number_of_nobody_is_said_to_be_unknown(self, client):
        answer = client.post("/en/choose/number/", {"number": "023 999 999"})
        assert answer["Location"] == "/en/choose/?recognised=unknown#questions"
        assert "not known to us" in client.get(answer["Location"]).content.decode()

    def test_an_uncertain_prefix_is_said_to_be_likely(self, client):
        answer = client.post("/en/choose/number/", {"number": "087 234 567"})
        assert (
            "likely of the carrier" in client.get(answer["Location"]).content.decode()
        )

    def test_a_number_in_the_box_for_a_place_does_not_stay_in_the_address(self, client):
        answer = client.get("/en/choose/", {"q": "010 234 567", "have": "cash"})
        assert answer["Location"] == ("/en/choose/?sim=smart&have=cash&recognised=sure")
        assert "no-store" in answer["Cache-Control"]

    def test_no_number_is_logged(self, client, caplog):
        with caplog.at_level("DEBUG"):
            client.post("/en/choose/number/", {"number": "010234567"})
            client.get("/en/choose/", {"q": "010234567"})
        assert "10234567" not in caplog.text

    def test_the_prefixes_are_on_the_page_for_the_phone_to_use(self, client):
        assert '"010": ["smart", true]' in page(client, CHOOSE)

    def test_a_number_is_never_asked_for_by_address(self, client):
        assert client.get("/en/choose/number/").status_code == 405


def place(slug, **values):
    row = factories.place(slug, **values)
    index_text(place_ids=[row.pk])
    return row


class TestWhere:
    @pytest.fixture(autouse=True)
    def market(self, content):
        centre = {"latitude": 11.5564, "longitude": 104.9282}
        names = {"name_km": "ផ្សារថ្មី", "name_zh_hans": "中央市场"}
        place("phsar-thmei", name_en="Phsar Thmei", **names, **centre)
        factories.outlet(name="Sok Heng", sells="smart", hours="24/7")

    @pytest.mark.parametrize("words", ["phsar thmey", "ផ្សារថ្មី", "中央市场"])
    def test_a_place_typed_in_any_script_counts_what_is_open_near(self, client, words):
        text = page(client, CHOOSE, sim="smart", have="cash", q=words)
        assert "Sok Heng" in text
        assert "near Phsar Thmei" in text

    def test_other_places_of_that_name_are_offered_with_all_answers_kept(self, client):
        place("thmei", name="Thmei", latitude=11.5564, longitude=104.9282)
        place("thmei-2", name="Thmei", latitude=13.3, longitude=103.8)
        text = page(client, CHOOSE, sim="smart", have="cash", q="Thmei")
        assert "Did you mean" in text
        assert 'href="?sim=smart&amp;have=cash&amp;place=thmei-2"' in text

    def test_an_outlet_that_is_named_is_offered_as_the_position(self, client):
        shop = factories.outlet(name="Tola Phone Shop", hours="24/7")
        index_text(outlet_ids=[shop.pk])
        text = page(client, CHOOSE, sim="smart", have="cash", q="tola phone")
        assert "near Tola Phone Shop" not in text
        assert f"near={CENTRE}" in text

    def test_words_that_name_nothing_lead_to_the_list(self, client):
        text = page(client, CHOOSE, sim="smart", have="cash", q="Atlantis")
        assert "Nothing here is called “Atlantis”" in text
        assert 'href="#where"' in text
        assert 'value="Atlantis"' in text

    def test_a_province_picked_stands_in_for_what_was_typed(self, client):
        asked = {"sim": "smart", "q": "Atlantis", "near": "", "province": "kandal"}
        answer = client.get("/en/choose/", asked)
        assert answer["Location"] == "/en/choose/?sim=smart&place=kandal"

    def test_what_is_typed_stands_in_for_the_place_before(self, client):
        asked = {"sim": "smart", "q": "Atlantis", "place": "phsar-thmei"}
        answer = client.get("/en/choose/", asked)
        assert answer["Location"] == "/en/choose/?sim=smart&q=Atlantis"

    def test_the_place_chosen_stands_in_the_box_and_is_kept(self, client):
        text = page(client, CHOOSE, sim="smart", have="cash", place="phsar-thmei")
        assert "Sok Heng" in text
        assert 'value="Phsar Thmei"' in text
        assert '<input type="hidden" name="place" value="phsar-thmei">' in text
        again = {"sim": "smart", "q": "Phsar Thmei", "place": "phsar-thmei"}
        answer = client.get("/en/choose/", again)
        assert answer["Location"] == "/en/choose/?sim=smart&place=phsar-thmei"

    def test_a_position_is_rounded_in_the_address(self, client):
        answer = client.get("/en/choose/", {"sim": "smart", "q": "11.55641, 104.92822"})
        assert answer["Location"] == f"/en/choose/?sim=smart&near={CENTRE}"

    def test_a_position_stands_in_for_the_place_kept_beside_it(self, client):
        asked = {"sim": "smart", "near": "11.55641,104.92822", "place": "phsar-thmei"}
        answer = client.get("/en/choose/", asked)
        assert answer["Location"] == f"/en/choose/?sim=smart&near={CENTRE}"
        asked["near"] = CENTRE
        answer = client.get("/en/choose/", asked)
        assert answer["Location"] == f"/en/choose/?sim=smart&near={CENTRE}"

    def test_the_provinces_are_listed_for_who_does_not_type(self, client):
        place("kandal", level="province", latitude=11.2, longitude=105.0)
        assert '<option value="kandal" >Kandal</option>' in page(client, CHOOSE)

    def test_a_place_is_kept_while_the_sim_is_not_chosen(self, client):
        text = page(client, CHOOSE, place="phsar-thmei")
        assert 'value="Phsar Thmei"' in text
        assert 'role="alert"' not in text

    @pytest.mark.parametrize("where", [{"near": "nowhere"}, {"place": "nowhere"}])
    def test_a_place_that_cannot_be_is_said(self, client, where):
        assert client.get("/en/choose/", {"sim": "smart", **where}).status_code == 400
