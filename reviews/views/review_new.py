"""/models/<creator>/<slug>/reviews/new/: where a person writes the review of a model, and changes it later.

Nothing that was typed is lost on the way: who is signed out by now, whose form is too old or not to be trusted, or who
sends too often, is shown the form as it was sent, with what to do.
"""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.crypto import salted_hmac
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.models import User
from catalog.models import AIModel, Lifecycle
from reviews import banning, limits, markdown, writing
from reviews.access import closed, minutes, not_before
from reviews.forms.writing import RevisionForm
from reviews.models import Review
from reviews.traces import trace_of

PREVIEW = "preview"
SENT = "sent"
"""The tag of the message that tells a browser to drop what it kept of the form."""


@sensitive_post_parameters()
@never_cache
# Judged by is_trusted, so that a token of the session before costs nobody a text.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def review_new(request: HttpRequest, creator: str, slug: str) -> HttpResponse:
    model = get_object_or_404(AIModel.objects.at_address(creator, slug).select_related("creator"))
    if model.lifecycle == Lifecycle.ANNOUNCED:
        return render(request, "reviews/writing/not_yet.html", {"model": model}, status=403)
    if isinstance(request.user, User) and (ban := banning.ban_of(request.user)):
        return closed(request, ban)
    if request.method != "POST":
        return opened(request, model) if request.user.is_authenticated else redirect_to_login(request.get_full_path())
    if not isinstance(request.user, User):
        return shown_again(request, model, is_signed_out=True)
    if not is_trusted(request):
        return shown_again(request, model, is_stale=True)
    return answer(request, request.user, model)


def opened(request: HttpRequest, model: AIModel) -> HttpResponse:
    review = own_review(request, model)
    newest = review.newest if review else None
    form = RevisionForm(ai_model=model, newest=newest, speaks_for_creator=speaks_for_creator(request, model))
    return page(request, model, form, review)


def answer(request: HttpRequest, author: User, model: AIModel) -> HttpResponse:
    """Takes the review, or shows the form again with a preview or with what is to be put right."""
    form = RevisionForm(request.POST, ai_model=model, speaks_for_creator=speaks_for_creator(request, model))
    if request.POST.get("do") == PREVIEW:
        return page(request, model, form, own_review(request, model), preview=markdown.render(form.typed_text))
    if not form.is_valid():
        return page(request, model, form, own_review(request, model))
    if wait := limits.retry_in(request, "submit"):
        return put_off(request, model, form, wait)
    writing.submit(author, model, form.instance, trace_of(request))
    messages.success(request, "Thank you. Your words are with a moderator now.", extra_tags=SENT)
    return see(redirect("review_mine", creator=model.creator.slug, slug=model.slug))


def put_off(request: HttpRequest, model: AIModel, form: RevisionForm, wait: int) -> HttpResponse:
    """The form as it was sent, by somebody who sent too many."""
    said = "You sent more than we take in an hour. Nothing is lost: send it again in"
    form.add_error(None, f"{said} {minutes(wait)} minutes.")
    return not_before(page(request, model, form, own_review(request, model)), wait)


def shown_again(
    request: HttpRequest, model: AIModel, *, is_signed_out: bool = False, is_stale: bool = False
) -> HttpResponse:
    """What was sent, in the form once more and looked at no further, for a person whom the site does not know now."""
    form = RevisionForm(request.POST, ai_model=model)
    form.hold()
    return page(request, model, form, own_review(request, model), is_signed_out=is_signed_out, is_stale=is_stale)


def page(
    request: HttpRequest, model: AIModel, form: RevisionForm, review: Review | None, **context: object
) -> HttpResponse:
    drafts = drafts_of(request.user) if isinstance(request.user, User) else ""
    context = {"model": model, "form": form, "review": review, "drafts": drafts, **context}
    return render(request, "reviews/writing/new.html", context)


def own_review(request: HttpRequest, model: AIModel) -> Review | None:
    user = request.user
    own = Review.objects.standing().filter(ai_model=model)
    return own.filter(author=user).first() if isinstance(user, User) else None


def speaks_for_creator(request: HttpRequest, model: AIModel) -> bool:
    """Whether it is confirmed that the person speaks for who made the model: they have to say so."""
    user = request.user
    return isinstance(user, User) and user.representations.confirmed().filter(creator=model.creator_id).exists()


def drafts_of(user: User) -> str:
    """What a browser calls this account by, so that people who share it never see each other's drafts."""
    return salted_hmac("reviews.drafts", str(user.pk)).hexdigest()[:16]


def is_trusted(request: HttpRequest) -> bool:
    """Whether Django's own check finds that this site's form was sent, from this browser."""
    check = CsrfViewMiddleware(lambda request: HttpResponse())
    return check.process_view(request, answer, (), {}) is None


def see(response: HttpResponseRedirect) -> HttpResponseRedirect:
    response.status_code = 303
    return response
