from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseRedirect, QueryDict
from django.urls import path
from django.utils import timezone

from accounts.models import User
from catalog import wording
from catalog.admin import proofs
from catalog.admin.editions import as_read, checking, comparing, conflicts, doors, previews
from catalog.admin.editions import steps as pages_of_steps
from catalog.admin.editions.beside import beside_the_form, facts_beside
from catalog.admin.editions.form import EditionForm
from catalog.admin.editions.rows import ClaimInline, ItemInline, SourceInline, may_be_written
from catalog.admin.editions.versions import EditionVersionsAdmin
from catalog.admin.machine_rows import MachineRowsAdmin
from catalog.admin.places import place_of
from catalog.admin.renewal import hold_models
from catalog.admin.sheets.desk import SheetsMixin
from catalog.admin.sheets.editions import EditionRows
from catalog.admin.walking import FILTERS, WalkedAdmin, with_filters
from catalog.editing import drafts, steps
from catalog.editing.waiting import outdated
from catalog.models import AIModel, BoundClaim, Edition, EditionItem, EditionSource, OpenDraft
from catalog.models.editorial import VERSIONS

BY_THE_SERVER = ("status", "author", "published_at")
ONLY_TO_PUBLISH = {"_publish", "_schedule"}
STEPS = {*ONLY_TO_PUBLISH, "_send", "_back"}


class OutdatedFilter(admin.SimpleListFilter):
    """What is on a page for three months, or since before the list price moved."""

    title = "to go over again"
    parameter_name = "outdated"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Yes")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Edition]) -> QuerySet[Edition]:
        if self.value() != "yes":
            return queryset
        return queryset.filter(pk__in=outdated(timezone.now()).order_by().values("pk"))


@admin.register(Edition)
class EditionAdmin(WalkedAdmin, SheetsMixin, proofs.ProofreadAdmin, EditionVersionsAdmin):
    """The text of a model's page, from the draft to the page. What was published once stays as it was."""

    form = EditionForm
    resource_classes = (EditionRows,)
    import_rights = (doors.ADD,)
    list_display = ("ai_model", "status", "tagline", "author", "created_at", "publish_at", "published_at")
    list_filter = (
        "status",
        "is_generated",
        OutdatedFilter,
        ("kept_back", admin.EmptyFieldListFilter),
        proofs.BrokenClaimsFilter,
        ("author", admin.RelatedOnlyFieldListFilter),
    )
    search_fields = ("ai_model__name", "ai_model__slug", "tagline", "about", "verdict")
    show_full_result_count = False
    autocomplete_fields = ("ai_model",)
    date_hierarchy = "created_at"
    ordering = ("-created_at", "-pk")
    inlines = (ItemInline, ClaimInline, SourceInline)
    actions = ("publish", "take_down")
    save_as = True
    change_form_template = "admin/catalog/edition/form.html"

    def get_urls(self) -> list[Any]:
        pages = {
            "preview": previews.preview,
            "preview_page": previews.preview_page,
            "preview_link": previews.preview_link,
            "step": pages_of_steps.take_step,
            "restore": pages_of_steps.restore,
            "compare": comparing.comparison,
            "check": checking.check,
        }
        of_one = [path(f"<int:pk>/{name}/", view, name=f"catalog_edition_{name}") for name, view in pages.items()]
        typed = path("as-read/", as_read.as_read, name="catalog_edition_as_read")
        return [typed, *of_one, *super().get_urls()]

    def get_fieldsets(self, request: HttpRequest, obj: Edition | None = None) -> Any:
        words: tuple[Any, ...] = ("ai_model", BY_THE_SERVER, "tagline", "about", "verdict")
        if not self._is_form(request, obj):
            return [(None, {"fields": words})]
        said = "Saving changes no page. “Preview” shows the draft on the model's page."
        what_next = tuple(self._what_next(request, obj))
        sets: list[tuple[str | None, Any]] = [(None, {"fields": (*words, "opened_version"), "description": said})]
        return [*sets, ("What comes of it", {"fields": what_next})] if what_next else sets

    def _is_form(self, request: HttpRequest, obj: Edition | None) -> bool:
        return self.has_add_permission(request) if obj is None else self.has_change_permission(request, obj)

    def _what_next(self, request: HttpRequest, obj: Edition | None) -> Iterator[str]:
        if obj is not None and obj.is_generated:
            yield "went_over"
        if self.has_publish_permission(request):
            yield "publish_on"
        if obj is not None and obj.status == Edition.Status.IN_REVIEW:
            yield "note"

    def get_readonly_fields(self, request: HttpRequest, obj: Edition | None = None) -> tuple[str, ...]:
        return ("ai_model", *BY_THE_SERVER) if obj else BY_THE_SERVER

    def get_queryset(self, request: HttpRequest) -> QuerySet[Edition]:
        # The list names model and author; the form shows the model's facts beside the words.
        shown = ("author", "ai_model__creator", "ai_model__model_class", "ai_model__family")
        return super().get_queryset(request).select_related(*shown)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Edition | None:
        if request.method != "POST":
            return super().get_object(request, object_id, from_field)
        # Whoever sends a form waits for those who came before, and is held against what they left.
        try:
            return Edition.objects.held(Edition._meta.pk.to_python(object_id))
        except (Edition.DoesNotExist, ValidationError):
            return None

    def get_formset_kwargs(self, request: HttpRequest, obj: Edition, inline: Any, prefix: str) -> dict[str, Any]:
        options = super().get_formset_kwargs(request, obj, inline, prefix)
        if request.method == "POST" and obj.pk and conflicts.is_stale(request.POST, obj):
            options["data"] = conflicts.as_new_rows(request.POST)
        return options

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(doors.PUBLISH)

    def has_change_permission(self, request: HttpRequest, obj: Edition | None = None) -> bool:
        return super().has_change_permission(request, obj) and may_be_written(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Edition | None = None) -> bool:
        # What was once on the page is kept; a draft may go.
        return (obj is None or obj.status == Edition.Status.DRAFT) and super().has_delete_permission(request, obj)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What goes with a draft needs no rights of its own, and has none that anybody could be given."""
        shown, counts, needed, protected = super().get_deleted_objects(objs, request)
        parts = {noun._meta.verbose_name for noun in (EditionItem, EditionSource, BoundClaim, OpenDraft)}
        return shown, counts, needed - parts, protected

    def get_actions(self, request: HttpRequest) -> Any:
        # The list's own deletion would ask nobody whether an edition was ever published.
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    def view_on_site(self, obj: Edition) -> str:
        return obj.ai_model.get_absolute_url()

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        edition, form = kwargs.get("obj"), context["adminform"].form
        context["may_publish"] = self.has_publish_permission(request)
        context["is_form"] = self._is_form(request, edition)
        if edition is not None:
            context.update(beside_the_form(request, edition, form, is_form=context["is_form"]))
        if context["is_form"] and (model := edition.ai_model if edition else form.initial_model):
            context.update(facts_beside(model))
        return super().render_change_form(request, context, *args, **kwargs)

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> Any:
        is_gone = request.method == "POST" and not self.get_queryset(request).filter(pk=object_id).exists()
        if is_gone and self.has_add_permission(request):
            # What was typed into a draft that somebody deleted meanwhile becomes a draft of its own, and no more.
            sent = request.POST.copy()
            for step in STEPS & sent.keys():
                del sent[step]
            sent["_saveasnew"] = "1"
            request.POST = sent  # type: ignore[assignment]  # a QueryDict as before, that was changed once
            self.message_user(request, "Somebody deleted that draft: what you typed is a new one.", messages.WARNING)
        return super().change_view(request, object_id, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Edition, form: Any, change: bool) -> None:
        if ONLY_TO_PUBLISH & request.POST.keys() and not self.has_publish_permission(request):
            raise PermissionDenied
        VERSIONS.begin(obj)
        if not change:
            hold_models(AIModel.objects.filter(pk=obj.ai_model_id))
            obj.author = obj.saved_by = doors.person(request)
            obj.saved_at = timezone.now()
            obj.save()
            return
        if getattr(form, "takes_over", False):
            drafts.set_aside(obj.pk, doors.person(request))
        # Never the status: somebody may have moved the edition on while the form was open.
        obj.save(update_fields=[name for name in form.changed_data if name in drafts.WORDS])

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        by, edition = doors.person(request), form.instance
        is_changed = any(name in drafts.WORDS for name in form.changed_data) or any(f.has_changed() for f in formsets)
        is_saving = is_changed or form.cleaned_data["went_over"]
        if change and is_saving:
            edition.note_saving(by, timezone.now())
        if is_saving or not change:
            VERSIONS.end(edition)
        try:
            if said := take_step_of(request.POST, edition, by, form.cleaned_data):
                self.message_user(request, said, messages.SUCCESS)
                request.is_settled = True  # type: ignore[attr-defined]
                if "_send" in request.POST:
                    self._point_to_the_next(request)
                # What Django says of the saving below names the state.
                edition.refresh_from_db(fields=["status"])
        except steps.NotNow as reason:
            self.message_user(request, f"Saved, and no more. {reason}", messages.ERROR)

    def _point_to_the_next(self, request: HttpRequest) -> None:
        """Whoever wrote of one model may want another of which nobody writes."""
        written = Edition.objects.exclude(status=Edition.Status.WITHDRAWN)
        model = AIModel.objects.exclude(pk__in=written.values("ai_model")).order_by("created_at", "pk").first()
        if model and request.user.has_perm("catalog.view_aimodel"):
            address = with_filters(place_of(AIModel._meta, "change", model.pk), "edition=none")
            self.point_to(request, "without an edition", model, address)

    def response_change(self, request: HttpRequest, obj: Edition) -> Any:
        if "_preview" in request.POST:
            return HttpResponseRedirect(doors.address_of(obj, "preview"))
        if "_continue" not in request.POST:
            OpenDraft.objects.filter(edition=obj, person=doors.person(request)).delete()
        return super().response_change(request, obj)

    def may_go_on(self, request: HttpRequest) -> bool:
        """Also after a step: whoever came from a list, such as those in review, is led on to the next one of it."""
        return super().may_go_on(request) or (FILTERS in request.GET and bool(STEPS & request.POST.keys()))

    def goes_on(self, request: HttpRequest, obj: Edition) -> bool:
        return "_next" in request.POST or getattr(request, "is_settled", False)

    def response_add(self, request: HttpRequest, obj: Edition, post_url_continue: str | None = None) -> Any:
        if "_preview" in request.POST:
            return HttpResponseRedirect(doors.address_of(obj, "preview"))
        return super().response_add(request, obj, post_url_continue)

    @admin.action(description="Publish", permissions=["publish"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Edition]) -> None:
        editions = list(queryset.order_by("ai_model").select_related("ai_model"))
        if len({edition.ai_model_id for edition in editions}) < len(editions):
            self.message_user(request, "Choose one edition a model. Nothing was published.", messages.ERROR)
            return
        self._take_all(request, editions, steps.publish, "published.")

    @admin.action(description="Take off the page", permissions=["publish"])
    def take_down(self, request: HttpRequest, queryset: QuerySet[Edition]) -> None:
        self._take_all(request, list(queryset.order_by("ai_model")), steps.take_down, "taken off their pages.")

    def _take_all(
        self, request: HttpRequest, editions: list[Edition], step: Callable[[int, User], Edition], done: str
    ) -> None:
        """Each by itself: one that cannot be keeps no other back, and is named with its reason."""
        taken = 0
        for edition in editions:
            try:
                step(edition.pk, doors.person(request))
                taken += 1
            except steps.NotNow as reason:
                self.message_user(request, f"{edition.ai_model}: {reason}", messages.WARNING)
        self.message_user(request, f"{taken} {done}", messages.SUCCESS if taken else messages.WARNING)


def take_step_of(sent: QueryDict, edition: Edition, by: User, typed: dict[str, Any]) -> str:
    """The step that a form asks for beside saving, and what to say of it; "" where it asks for none."""
    if "_send" in sent:
        steps.send_for_review(edition.pk, by)
        return "Sent for review: it waits on the desk's first page for somebody who may publish."
    if "_back" in sent:
        steps.send_back(edition.pk, by, typed["note"])
        return "It is a draft again."
    if "_publish" in sent:
        steps.publish(edition.pk, by)
        return "Published: the model's page shows this edition now."
    if "_schedule" in sent:
        steps.schedule(edition.pk, by, typed["publish_on"])
        return f"It will be published on {wording.moment(typed['publish_on'])} UTC."
    return ""


@admin.register(OpenDraft)
class OpenDraftAdmin(MachineRowsAdmin):
    """Who has which draft open, or left it open."""

    list_display = ("edition", "person", "opened_at", "seen_at")
    list_select_related = ("edition__ai_model", "person")
    search_fields = ("edition__ai_model__name",)


@admin.register(EditionItem)
class EditionItemAdmin(MachineRowsAdmin):
    """To find a sentence again; entries are written on the page of their edition."""

    list_display = ("title", "kind", "edition", "position")
    list_filter = ("kind", "edition__status")
    list_select_related = ("edition__ai_model",)
    search_fields = ("title", "text", "edition__ai_model__name")
    show_full_result_count = False
    ordering = ("edition", "kind", "position", "pk")
