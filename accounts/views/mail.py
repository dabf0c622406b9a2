"""/dev/mail/: the mails of a site under development, which sends none. Nowhere else: they hold links that let in."""

from __future__ import annotations

from email.message import EmailMessage

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import mail_files

MOST_SHOWN = 100


@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    refuse_in_public()
    shown = [(name, mail_files.read(name)) for name in mail_files.kept()[:MOST_SHOWN]]
    return render(request, "account/mails.html", {"mails": [(name, mail) for name, mail in shown if mail]})


@require_safe
def mail(request: HttpRequest, name: str) -> HttpResponse:
    refuse_in_public()
    found = mail_files.read(name)
    if found is None:
        raise Http404
    return render(request, "account/mail.html", {"mail": found, "text": text_of(found)})


def refuse_in_public() -> None:
    if not settings.DEBUG:
        raise Http404


def text_of(found: EmailMessage) -> str:
    body = found.get_body(preferencelist=("plain",))
    return str(body.get_content()) if body else ""
