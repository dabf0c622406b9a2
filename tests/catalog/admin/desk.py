"""How an editor moves about the desk: addresses, and forms as a browser sends them."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from catalog.models import AIModel, Edition
from tests import factories


def address(noun: type[Model] | Model, page: str = "changelist") -> str:
    """The list of a noun, or another of its pages; a page of one row, given the row."""
    row = (noun.pk,) if isinstance(noun, Model) else ()
    return reverse(f"admin:catalog_{noun._meta.model_name}_{page}", args=row)


def form_of(page: Any) -> dict[str, str]:
    """What a browser would send back of an admin form that nobody touched."""
    sent = {}
    forms = [page.context["adminform"].form] if page.context["adminform"] else []
    for formset in page.context["inline_admin_formsets"]:
        forms += [formset.formset.management_form, *formset.formset.forms]
    for form in forms:
        for bound in form:
            if bound.field.disabled:
                continue
            value = bound.value()
            if value is not None and value is not False:
                sent[bound.html_name] = value
    return sent


def table_of(page: Any, title: str) -> Any:
    """The formset of one of the page's tables, by the title above it."""
    return next(one.formset for one in page.context["inline_admin_formsets"] if one.opts.verbose_name_plural == title)


def new_row(page: Any, title: str, /, **values: Any) -> dict[str, Any]:
    """The fields of one row more in one of the page's tables."""
    formset = table_of(page, title)
    row = formset.initial_form_count()
    return {f"{formset.prefix}-TOTAL_FORMS": row + 1, **{f"{formset.prefix}-{row}-{k}": v for k, v in values.items()}}


def correct(desk: Client, model: AIModel, fact: str, typed: str, reason: str = "Read in their notes.") -> Any:
    """Types one correction on the model's page and saves it."""
    page = desk.get(address(model, "change"))
    row = new_row(page, "corrections", fact=fact, value=typed, reason=reason)
    return desk.post(address(model, "change"), {**form_of(page), **row})


def somebody_who_may(*rights: str, **fields: Any) -> Client:
    """A browser of a person of the staff who has these rights alone: "view_aimodel"."""
    person = factories.UserFactory(is_staff=True, **fields)
    person.user_permissions.set(Permission.objects.filter(codename__in=rights))
    client = Client()
    client.force_login(person)
    return client


def writer(**fields: Any) -> Client:
    """A browser of somebody who writes editions, and may publish none."""
    return somebody_who_may("view_edition", "add_edition", "change_edition", **fields)


def draft_of(model: AIModel, **fields: Any) -> Edition:
    return factories.EditionFactory(**{"ai_model": model, "status": "draft", "published_at": None, **fields})


def save(browser: Client, edition: Edition, **typed: Any) -> Any:
    """Opens an edition, types, and presses a button: _publish="1"."""
    page = browser.get(address(edition, "change"))
    return browser.post(address(edition, "change"), {**form_of(page), **typed}, follow=True)
