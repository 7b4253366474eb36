"""Spreadsheets on their way in: upload, columns, differences, apply, undo."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from locator.admin import import_page
from locator.admin.base import CappedPaginator
from locator.admin.import_forms import ColumnsForm, UploadForm
from locator.admin.import_todo import ToDo, ToDoFilter
from locator.admin.kept import Kept
from locator.admin.lookups import OwnFilters
from locator.admin.start_page import Waits, waits
from locator.exporting.delimited import csv_chunks
from locator.importing.runs import steps
from locator.models import ImportRow, ImportRun
from locator.models.partnership import standing_of

REFRESH_S = 3
State = ImportRun.State


@admin.register(ImportRun)
class ImportRunAdmin(Kept, OwnFilters):
    """Whoever may add and change outlets may import them."""

    list_display = (
        "file_name",
        "source",
        "shown_state",
        "rows",
        "created_by",
        "created_at",
    )
    list_filter = (ToDoFilter, "state", ("source", admin.AllValuesFieldListFilter))
    search_fields = ("file_name", "source")
    list_select_related = ("created_by",)
    show_full_result_count = False
    paginator = CappedPaginator
    actions = None

    class Media:
        css = {"all": ["locator/admin/curation.css", "locator/admin/imports.css"]}

    # Who may

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_add_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perms(["locator.add_outlet", "locator.change_outlet"])

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[ImportRun]:
        """A partner sees and continues its own."""
        runs: QuerySet[ImportRun] = super().get_queryset(request)
        if standing_of(request.user).is_partner:
            return runs.filter(created_by=request.user.pk)
        return runs

    # Pages

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def shown_state(self, run: ImportRun) -> str:
        if steps.is_interrupted(run):
            return _("Interrupted")
        return run.get_state_display()

    def what_waits(self, request: HttpRequest) -> Iterator[Waits]:
        address = reverse("admin:locator_importrun_changelist")
        runs: Any = self.get_queryset(request)
        for todo in ToDo:
            if todo is not ToDo.PARTNERS or steps.may_write(request.user):
                rows = todo.among(runs, request.user, at=timezone.now())
                yield waits(todo.waiting, rows, f"{address}?todo={todo.value}")

    def get_urls(self) -> list[Any]:
        def named(name: str, view: Callable[..., Any]) -> Any:
            wrapped = self.admin_site.admin_view(view)
            return path(
                f"<int:run_id>/{name}/", wrapped, name=f"locator_importrun_{name}"
            )

        return [
            named("columns", self.columns_view),
            named("apply", require_POST(self.apply_view)),
            named("undo", self.undo_view),
            named("again", require_POST(self.again_view)),
            named("problems", self.problems_view),
            *super().get_urls(),
        ]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            said = form.cleaned_data
            run = steps.begin(
                said["upload"],
                name=said["upload"].name,
                source=said["source"],
                licence=said["licence"],
                attribution=said["attribution"],
                user=request.user,
            )
            return self._to_page(run)
        return self._render(
            request,
            "upload",
            {
                "form": form,
                "title": _("Import a spreadsheet"),
                "may_write": steps.may_write(request.user),
            },
        )

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Tells whoever may apply them of files that wait for it."""
        is_asked = request.method == "GET" and not request.GET
        if steps.may_write(request.user) and is_asked:
            waiting = ImportRun.objects.awaiting_approval()
            if number := self.get_queryset(request).filter(pk__in=waiting).count():
                told = ngettext(
                    "%(number)d checked file of a partner waits for you to apply it:"
                    " choose the state “%(state)s”.",
                    "%(number)d checked files of partners wait for you to apply them:"
                    " choose the state “%(state)s”.",
                    number,
                )
                said = {"number": number, "state": State.CHECKED.label}
                messages.info(request, told % said)
        return super().changelist_view(request, extra_context)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        run = self._run(request, object_id)
        status = import_page.status_of(run)
        if run.state == State.COLUMNS:
            return HttpResponseRedirect(self._url("columns", run))
        chosen = request.GET.get("show", "")
        page = import_page.page_of(run, chosen, request.GET.get("p"))
        response = self._render(
            request,
            "run",
            {
                "title": str(run),
                "run": run,
                "status": status,
                "filters": import_page.filters_of(run, chosen),
                "chosen": chosen,
                "page": page,
                "rows": [(row, import_page.changes_of(row)) for row in page],
                "pages": page.paginator.get_elided_page_range(page.number),
                "applying": import_page.applying(run),
                "layout": import_page.layout_of(run),
                "kept_until": steps.kept_until(run),
                "may_write": steps.may_write(request.user),
                "has_rows": run.state
                in (State.CHECKED, State.APPLIED, State.UNDONE, State.UNDOING),
            },
        )
        if status.is_at_work:
            # As a header: the page has no script, and says itself how far it is.
            response["Refresh"] = str(REFRESH_S)
        return response

    def columns_view(self, request: HttpRequest, run_id: int) -> HttpResponse:
        run = self._run(request, run_id)
        if run.state not in (State.COLUMNS, State.CHECKED):
            return self._to_page(run)
        form = ColumnsForm(request.POST or None, run=run, user=request.user)
        if request.method == "POST" and form.is_valid():
            self._step(request, lambda: steps.set_columns(run, form.layout()))
            return self._to_page(run)
        title = _("Columns of %(file)s") % {"file": run.file_name}
        return self._render(
            request, "columns", {"form": form, "run": run, "title": title}
        )

    def apply_view(self, request: HttpRequest, run_id: int) -> HttpResponse:
        run = self._run(request, run_id)
        self._step(request, lambda: steps.apply(run, user=request.user))
        return self._to_page(run)

    def undo_view(self, request: HttpRequest, run_id: int) -> HttpResponse:
        """What it would do, counted; with POST it is done."""
        run = self._run(request, run_id)
        if request.method == "POST":
            self._step(request, lambda: steps.undo(run, user=request.user))
            return self._to_page(run)
        if run.state != State.APPLIED or not steps.may_write(request.user):
            return self._to_page(run)
        title = _("Undo the import %(file)s?") % {"file": run.file_name}
        counted = import_page.undoing(run)
        return self._render(request, "undo", {"run": run, "title": title, **counted})

    def again_view(self, request: HttpRequest, run_id: int) -> HttpResponse:
        run = self._run(request, run_id)
        self._step(request, lambda: steps.start_again(run))
        return self._to_page(run)

    def problems_view(self, request: HttpRequest, run_id: int) -> StreamingHttpResponse:
        """Every problem by row and column, as CSV."""
        run = self._run(request, run_id)
        return StreamingHttpResponse(
            csv_chunks(_problem_lines(run)),
            content_type="text/csv; charset=utf-8",
            headers={
                "Content-Disposition": f'attachment; filename="import-{run.pk}.csv"'
            },
        )

    # How

    def _run(self, request: HttpRequest, run_id: object) -> ImportRun:
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = self.get_queryset(request).select_related(
            "created_by", "applied_by", "undone_by"
        )
        try:
            return found.get(pk=str(run_id))
        except (ImportRun.DoesNotExist, ValueError) as error:
            raise Http404 from error

    def _step(self, request: HttpRequest, step: Callable[[], None]) -> None:
        try:
            step()
        except steps.NotNowError as error:
            messages.error(request, str(error))

    def _url(self, name: str, run: ImportRun) -> str:
        return reverse(f"admin:locator_importrun_{name}", args=[run.pk])

    def _to_page(self, run: ImportRun) -> HttpResponseRedirect:
        return HttpResponseRedirect(self._url("change", run))

    def _render(
        self, request: HttpRequest, name: str, context: dict[str, Any]
    ) -> TemplateResponse:
        return TemplateResponse(
            request,
            f"admin/locator/importrun/{name}.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "media": self.media,
                **context,
            },
        )


def _problem_lines(run: ImportRun) -> Iterator[Iterable[str]]:
    yield (_("row"), _("column"), _("what is wrong"), _("text"), _("outcome"))
    rows = ImportRow.objects.filter(run=run).exclude(problems=[]).order_by("number")
    for row in rows.iterator():
        for column, why, raw in row.problems:
            yield (str(row.number), column, why, raw, row.get_outcome_display())
