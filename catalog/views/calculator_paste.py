"""/calculator/paste/: the form filled from a response's usage object, and the tokens of a text estimated.

What is pasted may be private. It comes by POST, so that no address holds it, and is neither stored nor logged: what
goes on to the calculator are numbers.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from catalog.calculator.answers import Calculation
from catalog.calculator.fields import COUNTS
from catalog.calculator.tokens import estimated_tokens
from catalog.calculator.ways import Ways
from catalog.forms import PastedTextForm, PastedUsageForm, sentence
from catalog.pricing import Usage, UsageError
from catalog.pricing.pasted import Pasted, read_usage


@sensitive_variables()
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def calculator_paste(request: HttpRequest) -> HttpResponse:
    """Two boxes; the query string is that of the calculator, to which they lead back."""
    found = Calculation(request.GET)
    usage_form = PastedUsageForm(request.POST if "usage" in request.POST else None)
    text_form = PastedTextForm(request.POST if "text" in request.POST else None)
    context = {"back": to(found, found.form.said()), "usage_form": usage_form, "text_form": text_form}
    if usage_form.is_bound and usage_form.is_valid():
        pasted = read(usage_form, found)
        if pasted and not pasted.notes:
            return HttpResponseRedirect(filled(found, pasted.usage), status=303)
        context |= {"pasted": pasted, "filled": filled(found, pasted.usage) if pasted else ""}
    if text_form.is_bound and text_form.is_valid():
        context |= estimate(found, text_form.cleaned_data["text"])
    return render(request, "catalog/calculator_paste.html", context)


@sensitive_variables()
def read(form: PastedUsageForm, found: Calculation) -> Pasted | None:
    """The usage that was pasted, as often a month as the calculator says; None where the form says what is wrong."""
    calls = found.usage.calls if found.usage else 1
    try:
        return read_usage(form.cleaned_data["usage"], calls)
    except UsageError as error:
        where = "" if error.field == "usage" else f"{error.field}: "
        form.add_error("usage", f"{where}{error.message}." if where else sentence(error.message))
        return None


def filled(found: Calculation, usage: Usage) -> str:
    """The calculator with the numbers of a usage."""
    counts = {count.name: str(getattr(usage, count.usage)) for count in COUNTS if getattr(usage, count.usage)}
    return to(found, {**counts, "batch": "1"} if usage.batch else counts)


@sensitive_variables()
def estimate(found: Calculation, text: str) -> dict[str, object]:
    """About how many tokens a text is, and the calculator with them on either side."""
    tokens = estimated_tokens(text)
    said = found.form.said(in_full=True)
    return {
        "tokens": tokens,
        "as_input": to(found, {**said, "input": str(tokens), "cached": "0"}),
        "as_output": to(found, {**said, "output": str(tokens), "reasoning": "0"}),
    }


def to(found: Calculation, said: Mapping[str, str]) -> str:
    return Ways(found).to(found.asked, said)
