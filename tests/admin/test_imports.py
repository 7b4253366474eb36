"""Spreadsheets through the admin's pages, without a script."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from locator.models import ImportRun, Outlet
from locator.models.partnership import PARTNER, Partnership
from tests import factories

pytestmark = pytest.mark.django_db

SHEET = (
    "id,Zone,type,lat,lon,phone\n"
    "W1,Wing Olympic,agent,11.5564,104.9282,012 345 678\n"
    "W2,Wing Orussey,agent,11.56,104.92,015 69\n"
    "W3,Wing Nowhere,agent,51,0,\n"
)
LIST = "/admin/locator/importrun/"
ADD = "/admin/locator/importrun/add/"
Upload = Callable[..., Any]


@pytest.fixture
def upload(admin_page: Client) -> Upload:
    def send(content: str | bytes = SHEET, name: str = "a.csv", **fields: Any) -> Any:
        raw = content.encode() if isinstance(content, str) else content
        said = {
            "upload": SimpleUploadedFile(name, raw),
            "source": "agents",
            "licence": "ODbL 1.0",
            "attribution": "Wing",
            "agreed": "on",
        }
        return admin_page.post(ADD, said | fields)

    return send


@pytest.fixture
def checked(upload: Upload, admin_page: Client) -> ImportRun:
    """A run of SHEET whose second column was said to be the name."""
    upload()
    run = ImportRun.objects.get()
    send_columns(admin_page, run)
    run.refresh_from_db()
    return run


def send_columns(admin_page: Client, run: ImportRun, **fields: str) -> Any:
    layout = run.layout["fields"]
    said = {f"column_{number}": field for number, field in enumerate(layout)}
    said |= {"column_1": "name", "key": "ref"}
    return admin_page.post(page(run, "columns"), said | fields)


def page(run: ImportRun, name: str = "change") -> str:
    return reverse(f"admin:locator_importrun_{name}", args=[run.pk])


def test_an_upload_leads_to_the_columns(upload: Upload, admin_page: Client) -> None:
    response = upload()
    run = ImportRun.objects.get()
    assert response.url == page(run)
    columns = admin_page.get(response.url, follow=True).content.decode()
    assert "3 rows. What is in each column?" in columns
    assert "Wing Olympic" in columns
    assert '<option value="latitude" selected>latitude</option>' in columns


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"upload": SimpleUploadedFile("a.csv", b"%PDF-1.7")}, "This is a PDF."),
        ({"upload": SimpleUploadedFile("a.csv", b"  ")}, "The file is empty."),
        ({"source": "My Agents"}, "Enter a valid “slug”"),
        ({"source": "Wing"}, "use up to 40 small letters"),
        ({"source": "curator"}, "what this site calls outlets of its own"),
        ({"agreed": ""}, "This field is required."),
    ],
)
def test_an_upload_that_cannot_be_is_told_beside_its_field(
    upload: Upload, fields: dict[str, Any], told: str
) -> None:
    response = upload(**fields)
    assert told in response.content.decode()
    assert not ImportRun.objects.exists()


def test_columns_that_cannot_be_are_told(upload: Upload, admin_page: Client) -> None:
    upload()
    response = send_columns(admin_page, ImportRun.objects.get(), column_3="")
    assert "Latitude and longitude go together" in response.content.decode()


def test_the_differences_are_shown_row_by_row(
    checked: ImportRun, admin_page: Client
) -> None:
    said = admin_page.get(page(checked)).content.decode()
    assert "Nothing is written yet." in said
    assert "Wing Olympic" in said
    assert "lies outside Cambodia" in said
    assert "New ones without an operator: 2." in said
    assert "New ones that sell nothing we know of: 2." in said
    rejected = admin_page.get(page(checked), {"show": "rejected"}).content.decode()
    assert "Wing Olympic" not in rejected
    assert not Outlet.objects.exists()


def test_the_problems_come_as_csv_by_row_and_column(
    checked: ImportRun, admin_page: Client
) -> None:
    response = admin_page.get(page(checked, "problems"))
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[1] == ["3", "phone", "not a phone number", "015 69", "new"]
    assert rows[2][:2] == ["4", "lat, lon"]


def test_applying_and_undoing_go_by_buttons(
    checked: ImportRun, admin_page: Client
) -> None:
    asked = admin_page.get(page(checked)).content.decode()
    assert "Applying publishes 2 new outlets: visitors find them at once." in asked
    assert "1 rejected row is left out." in asked
    applied = admin_page.post(page(checked, "apply"), follow=True).content.decode()
    assert "This is what the rows did" in applied
    assert Outlet.objects.published().count() == 2
    undone = admin_page.post(page(checked, "undo"), follow=True).content.decode()
    assert "Not listed any more, drafts now: 2" in undone
    listed = admin_page.get(page(checked), {"show": "withdrawn"}).content.decode()
    assert "Wing Olympic" in listed
    assert Outlet.objects.published().count() == 0


def test_an_applied_import_leads_to_its_outlets(
    checked: ImportRun, admin_page: Client
) -> None:
    applied = admin_page.post(page(checked, "apply"), follow=True).content.decode()
    address = "/admin/locator/outlet/?source=agents"
    assert f'href="{address}"' in applied
    assert f'href="{address}&amp;quality=any"' in applied
    assert admin_page.get(address).context["cl"].result_count == 2


def test_a_reference_made_of_the_name_is_not_shown(
    checked: ImportRun, admin_page: Client
) -> None:
    assert "W1</span>" in admin_page.get(page(checked)).content.decode()
    send_columns(admin_page, checked, key="name")
    shown = admin_page.get(page(checked)).content.decode()
    assert "Wing Olympic" in shown
    assert "name/" not in shown


def test_undoing_is_asked_with_its_counts(
    checked: ImportRun, admin_page: Client, curator: User
) -> None:
    admin_page.post(page(checked, "apply"))
    changed = Outlet.objects.get(source_ref="W1")
    changed.name = "Wing Stadium"
    changed.save()
    asked = admin_page.get(page(checked, "undo")).content.decode()
    assert "1 outlet that it created becomes a draft" in asked
    assert "1 outlet stays as it is" in asked
    assert "gets its old values back" not in asked
    assert Outlet.objects.published().count() == 2


def test_where_nothing_can_be_undone_there_is_no_button(
    checked: ImportRun, admin_page: Client
) -> None:
    admin_page.post(page(checked, "apply"))
    for outlet in Outlet.objects.all():
        outlet.save()
    asked = admin_page.get(page(checked, "undo")).content.decode()
    assert "2 outlets stay as they are" in asked
    assert "nothing that it could undo" in asked
    assert "Undo it" not in asked


def test_what_is_not_applied_is_not_asked_about(
    checked: ImportRun, admin_page: Client
) -> None:
    assert admin_page.get(page(checked, "undo")).url == page(checked)


def test_a_second_click_is_told_that_it_comes_late(
    checked: ImportRun, admin_page: Client
) -> None:
    admin_page.post(page(checked, "apply"))
    late = admin_page.post(page(checked, "apply"), follow=True).content.decode()
    assert "Somebody was quicker" in late
    assert Outlet.objects.count() == 2


def test_an_old_value_stands_beside_the_new(
    checked: ImportRun, admin_page: Client, upload: Upload
) -> None:
    admin_page.post(page(checked, "apply"))
    upload("id,phone\nW1,017 345 678\n")
    run = ImportRun.objects.first()
    assert run is not None
    admin_page.post(
        page(run, "columns"), {"column_0": "ref", "column_1": "phones", "key": "ref"}
    )
    said = admin_page.get(page(run)).content.decode()
    assert "<del>+85512345678</del> → <ins>+85517345678</ins>" in said


def test_work_that_waits_says_how_to_start_a_worker(
    checked: ImportRun, admin_page: Client
) -> None:
    ImportRun.objects.update(state="applying", started_at=None)
    response = admin_page.get(page(checked))
    assert response["Refresh"] == "3"
    assert "manage.py run_jobs" in response.content.decode()


def test_interrupted_work_is_shown_and_started_again(
    checked: ImportRun, admin_page: Client, curator: User
) -> None:
    ImportRun.objects.update(
        state="applying", started_at=timezone.now(), applied_by=curator
    )
    response = admin_page.get(page(checked))
    assert "Refresh" not in response
    assert "Interrupted" in response.content.decode()
    admin_page.post(page(checked, "again"))
    assert Outlet.objects.count() == 2


def test_the_list_shows_who_imported_what(
    checked: ImportRun, admin_page: Client
) -> None:
    said = admin_page.get("/admin/locator/importrun/").content.decode()
    assert "a.csv" in said
    assert "Checked, not applied" in said


@pytest.mark.parametrize("name", ["change", "columns", "problems"])
def test_who_may_not_add_outlets_sees_no_import(
    checked: ImportRun, client: Client, name: str
) -> None:
    viewer = User.objects.create_user("dara", is_staff=True)
    viewer.user_permissions.add(Permission.objects.get(codename="view_outlet"))
    client.force_login(viewer)
    assert client.get(page(checked, name)).status_code == 403
    assert client.get(ADD).status_code == 403


@pytest.mark.parametrize("name", ["apply", "undo", "again"])
def test_who_may_not_add_outlets_takes_no_step(
    checked: ImportRun, client: Client, name: str
) -> None:
    client.force_login(User.objects.create_user("dara", is_staff=True))
    assert client.post(page(checked, name)).status_code == 403
    checked.refresh_from_db()
    assert checked.state == "checked"


@pytest.mark.parametrize("name", ["apply", "again"])
def test_a_step_is_no_link(checked: ImportRun, admin_page: Client, name: str) -> None:
    assert admin_page.get(page(checked, name)).status_code == 405


def test_a_run_that_is_not_there_is_not_found(admin_page: Client) -> None:
    assert admin_page.get("/admin/locator/importrun/99/change/").status_code == 404
    assert admin_page.get("/admin/locator/importrun/x/change/").status_code == 404


def test_the_list_of_outlets_exports_what_it_shows(admin_page: Client) -> None:
    factories.outlet(name_en="Wing Olympic", kind="partner_shop")
    factories.outlet(name_en="Wing Machine", kind="atm")
    factories.outlet(name_en="Other", kind="atm")
    asked = {"kind__exact": "atm", "q": "Wing"}
    shown = admin_page.get("/admin/locator/outlet/", asked).content.decode()
    assert "/admin/locator/outlet/export/csv/?kind__exact=atm&amp;q=Wing" in shown
    response: Any = admin_page.get("/admin/locator/outlet/export/csv/", asked)
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["name_en"] for row in rows] == ["Wing Machine"]


def test_an_export_needs_the_right_to_see_outlets(client: Client) -> None:
    client.force_login(User.objects.create_user("dara", is_staff=True))
    assert client.get("/admin/locator/outlet/export/csv/").status_code == 403


def test_an_export_in_no_known_format_is_not_found(admin_page: Client) -> None:
    assert admin_page.get("/admin/locator/outlet/export/xls/").status_code == 404


@pytest.fixture
def partner(db: None) -> User:
    """Runs Wing, and may write without approval."""
    user = User.objects.create_user("wing", is_staff=True)
    user.groups.add(Group.objects.get(name=PARTNER))
    partnership = Partnership.objects.create(
        user=user, needs_approval=False, agreed_at=timezone.now()
    )
    partnership.operators.add(factories.operator("wing"))
    return user


def uploaded_by(user: User, client: Client, content: str) -> ImportRun:
    client.force_login(user)
    client.post(
        ADD,
        {
            "upload": SimpleUploadedFile("a.csv", content.encode()),
            "source": "agents",
            "licence": "ODbL 1.0",
            "agreed": "on",
        },
    )
    run = ImportRun.objects.get()
    fields = {f"column_{n}": field for n, field in enumerate(run.layout["fields"])}
    client.post(page(run, "columns"), fields | {"key": run.layout["key"]})
    run.refresh_from_db()
    return run


PARTNERS_SHEET = (
    "id,name,type,operator,lat,lon\n"
    "W1,Ours,agent,Wing,11.5564,104.9282\n"
    "W2,Theirs,agent,Rival,11.5564,104.9282\n"
    "W3,Nobody's,agent,,11.5564,104.9282\n"
)


def test_a_partner_imports_outlets_of_its_operators_alone(
    partner: User, client: Client
) -> None:
    factories.operator("rival")
    run = uploaded_by(partner, client, PARTNERS_SHEET)
    client.post(page(run, "apply"))
    assert [outlet.name_en for outlet in Outlet.objects.all()] == ["Ours"]
    assert set(run.diff.values_list("number", "outcome")) == {
        (2, "created"),
        (3, "rejected"),
        (4, "rejected"),
    }


def test_a_partner_edits_no_outlet_of_another_by_its_public_id(
    partner: User, client: Client
) -> None:
    theirs = factories.outlet(name_en="Theirs", operator=factories.operator("rival"))
    text = f"public_id,name en,operator\n{theirs.public_id},Mine,Wing\n"
    run = uploaded_by(partner, client, text)
    [[_column, why, _raw]] = run.diff.get().problems
    assert why == "is an outlet of another operator than yours"


def test_what_needs_approval_is_applied_by_a_curator_and_stays_the_partners(
    partner: User, client: Client, curator: User
) -> None:
    factories.operator("rival")
    Partnership.objects.update(needs_approval=True)
    run = uploaded_by(partner, client, PARTNERS_SHEET)
    refused = client.post(page(run, "apply"), follow=True).content.decode()
    assert "a curator applies them" in refused
    assert "You need not do anything more" in refused
    assert "a curator applies them" in client.get(ADD).content.decode()
    waits = "1 checked file of a partner waits for you"
    assert waits not in client.get(LIST).content.decode()
    assert not Outlet.objects.exists()
    client.force_login(curator)
    assert waits in client.get(LIST).content.decode()
    client.post(page(run, "apply"))
    assert [outlet.name_en for outlet in Outlet.objects.all()] == ["Ours"]


def test_a_partner_sees_no_import_of_another(
    checked: ImportRun, partner: User, client: Client
) -> None:
    client.force_login(partner)
    assert client.get(page(checked)).status_code == 404
    assert client.post(page(checked, "apply")).status_code == 404


def test_a_partner_exports_what_it_may_see(partner: User, client: Client) -> None:
    factories.outlet(name_en="Ours", operator=factories.operator("wing"))
    factories.outlet(name_en="Theirs", operator=factories.operator("rival"))
    client.force_login(partner)
    response: Any = client.get("/admin/locator/outlet/export/csv/")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    assert [row["name_en"] for row in csv.DictReader(io.StringIO(text))] == ["Ours"]
