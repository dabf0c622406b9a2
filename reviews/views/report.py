"""/reviews/<id>/report/: a reader says which rule a published review breaks."""

from __future__ import annotations

from typing import cast

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from accounts.models import User
from reviews import reporting, rules
from reviews.access import limited, not_while_banned, reviewer_required
from reviews.models import Reason, Report, Review
from reviews.voting import OwnReview

LONGEST_NOTE = Report._meta.get_field("note").max_length


class ReportForm(forms.Form):
    reason = forms.ChoiceField(
        choices=Reason.choices,
        label="Which rule does it break?",
        error_messages={"required": "Choose the rule that it breaks.", "invalid_choice": "Choose one of these rules."},
    )
    note = forms.CharField(
        required=False,
        max_length=LONGEST_NOTE,
        label="In your words",
        error_messages={"max_length": f"Say it in {LONGEST_NOTE:,} characters or fewer."},
    )


@reviewer_required
@not_while_banned
@limited("report")
@require_http_methods(["GET", "HEAD", "POST"])
def review_report(request: HttpRequest, pk: int) -> HttpResponse:
    """The form, and a thank-you in its place once it was sent."""
    seen = Review.objects.published().select_related("ai_model__creator", "author", "shown")
    review = get_object_or_404(seen, pk=pk)
    reporter = cast(User, request.user)
    context = {"review": review, "rules": rules.RULES, "is_own": review.author_id == reporter.pk}
    context["state"] = "again" if Report.objects.filter(review=review, reporter=reporter).exists() else "open"
    form = ReportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and context["state"] == "open" and not context["is_own"] and form.is_valid():
        context["state"] = _send(review, reporter, form)
    return render(request, "reviews/report.html", {**context, "form": form})


def _send(review: Review, reporter: User, form: ReportForm) -> str:
    try:
        reporting.report(review.pk, reporter, form.cleaned_data["reason"], form.cleaned_data["note"])
    except reporting.ReportedAlready:
        return "again"
    except (Review.DoesNotExist, OwnReview) as error:
        raise Http404 from error
    return "sent"
