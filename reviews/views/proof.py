"""Proving that one used the model: what to give, the way to OpenRouter's sign-in, and what came of it."""

from __future__ import annotations

from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from reviews.access import limited, not_while_banned, reviewer_required
from reviews.forms.picture import PictureForm
from reviews.models import Review
from reviews.models.evidence import LASTS
from reviews.models.proofs import VERIFIED
from reviews.verification import openrouter
from reviews.verification.attempts import Attempt, finish
from reviews.verification.outcomes import Outcome

ATTEMPT, ENDED = "proof_attempt", "proof_ended"
"""What the session holds: the attempt under way; the outcome of the last, with an id worth another try."""


class ProofForm(forms.Form):
    generation = forms.CharField(
        label="Id of a generation",
        required=False,
        max_length=200,
        help_text="Begins with gen-. You find it in your activity at OpenRouter, and in the answer of every call.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "placeholder": "gen-…"}),
    )

    def clean_generation(self) -> str:
        id = str(self.cleaned_data["generation"]).strip()
        if id and not openrouter.GENERATION_ID.fullmatch(id):
            raise forms.ValidationError(
                "That is no id of a generation: it begins with gen- and holds letters, digits and hyphens. "
                "Copy it as a whole, or leave the field empty to connect the account only."
            )
        return id


@reviewer_required
@not_while_banned
@limited("proof")
@sensitive_post_parameters("generation")
@require_http_methods(["GET", "HEAD", "POST"])
def proof(request: HttpRequest, pk: int) -> HttpResponse:
    """What can be proven of one's own review, how, and what came of the last attempt."""
    review = own_review_or_404(request, pk)
    ended = request.session.pop(ENDED, None) if request.method == "GET" else None
    if ended and ended["review"] != review.pk:
        ended = None
    form = ProofForm(request.POST or None, initial={"generation": ended["generation"] if ended else ""})
    if request.method == "POST" and form.is_valid():
        return _to_the_sign_in(request, review, form.cleaned_data["generation"])
    return shown(request, review, form=form, outcome=Outcome(ended["outcome"]) if ended else None)


def shown(
    request: HttpRequest,
    review: Review,
    *,
    form: ProofForm | None = None,
    picture: PictureForm | None = None,
    outcome: Outcome | None = None,
) -> HttpResponse:
    """The page with every kind of proof, and with the form that was sent, if one was."""
    form, picture = form or ProofForm(), picture or PictureForm()
    context = {
        "review": review,
        "form": form,
        "picture": picture,
        "evidence": review.evidence.first(),
        "is_proven": review.proof in VERIFIED,
        "outcome": outcome,
        "proofs": review.proofs.all(),
        "least_tokens": settings.PROOF_LEAST_TOKENS,
        "most_days": settings.PROOF_MOST_DAYS,
        "wait_days": LASTS.days,
    }
    return render(request, "reviews/proof/proof.html", context, status=422 if form.errors or picture.errors else 200)


def own_review_or_404(request: HttpRequest, pk: int) -> Review:
    return get_object_or_404(_reviews_of(request), pk=pk)


@reviewer_required
@not_while_banned
@require_safe
def proof_callback(request: HttpRequest) -> HttpResponse:
    """Where OpenRouter sends people back to. Changes something on GET, as every sign-in of this kind must: the state,
    which serves once, says that it was begun here."""
    attempt = Attempt.kept(request.session.pop(ATTEMPT, None))
    if attempt is None or not attempt.belongs_to(request.GET.get("state", "")):
        return _ended(request, attempt, Outcome.NOT_OURS)
    if not _reviews_of(request).filter(pk=attempt.review_id).exists():
        return _ended(request, None, Outcome.NOT_OURS)
    code = request.GET.get("code", "")
    if not code or len(code) > 500:
        return _ended(request, attempt, Outcome.DECLINED)
    assert request.user.is_authenticated  # noqa: S101  # by the decorator
    try:
        return _ended(request, attempt, finish(attempt, request.user, code))
    except Review.DoesNotExist:
        # Deleted in another window while OpenRouter was asked.
        return _ended(request, None, Outcome.NOT_OURS)


def _reviews_of(request: HttpRequest) -> QuerySet[Review]:
    return Review.objects.standing().filter(author_id=request.user.pk).select_related("ai_model__creator", "author")


def _to_the_sign_in(request: HttpRequest, review: Review, generation_id: str) -> HttpResponse:
    """A page with the link out: a form that led there by itself would have to be allowed to by our policy."""
    attempt = Attempt.begin(review, generation_id)
    request.session[ATTEMPT] = attempt.as_stored()
    callback = f"{settings.SITE_URL}{reverse('proof_callback')}?{urlencode({'state': attempt.state})}"
    context = {
        "review": review,
        "generation": generation_id,
        "address": openrouter.sign_in_address(callback, attempt.verifier),
    }
    return render(request, "reviews/proof/continue.html", context)


def _ended(request: HttpRequest, attempt: Attempt | None, outcome: Outcome) -> HttpResponse:
    """Leads to the page that tells the outcome, so that nothing of the sign-in stays in the address."""
    if attempt is None:
        return render(request, "reviews/proof/lost.html", {"outcome": outcome}, status=400)
    request.session[ENDED] = {
        "review": attempt.review_id,
        "outcome": outcome.value,
        "generation": attempt.generation_id if outcome.may_try_again else "",
    }
    return redirect("proof", attempt.review_id)
