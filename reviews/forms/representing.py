"""The forms of representatives: asking to speak for a company, and replying in its name."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django import forms
from django.db.models.functions import Lower

from accounts.models import User
from catalog.models import Creator, Provider
from reviews import markdown, representing
from reviews.forms.fields import WordsField
from reviews.models import Representative
from reviews.models.representatives import LONGEST_REPLY, SHORTEST_REPLY

OPEN_TO_ALL = frozenset((
    "aol.com", "duck.com", "fastmail.com", "free.fr", "gmail.com", "gmx.at", "gmx.com", "gmx.de", "gmx.net",
    "googlemail.com", "hey.com", "hotmail.com", "hushmail.com", "icloud.com", "laposte.net", "libero.it",
    "live.com", "mac.com", "mail.com", "mail.de", "mail.ru", "mailbox.org", "me.com", "msn.com", "naver.com",
    "orange.fr", "outlook.com", "pm.me", "posteo.de", "posteo.net", "proton.me", "protonmail.com", "qq.com",
    "rediffmail.com", "t-online.de", "tuta.com", "tutanota.com", "web.de", "yahoo.co.uk", "yahoo.com", "yahoo.de",
    "yahoo.fr", "yandex.com", "yandex.ru", "ymail.com", "zoho.com", "126.com", "163.com", "github.io", "gitlab.io",
    "hf.space", "netlify.app", "pages.dev", "vercel.app",
))  # fmt: skip
"""Where anybody can have an address or a page: such a domain says nothing of a company."""
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"(?:{_LABEL}\.)+(?!\d+$){_LABEL}")
_AROUND = re.compile(r"^[a-z]+://|^www\.|[/?#:].*$")


class RepresentingForm(forms.ModelForm):
    company = forms.CharField(
        label="For whom you speak", widget=forms.Select, error_messages={"required": "Choose the company."}
    )
    domain = forms.CharField(
        label="Its domain", max_length=300, help_text="As in its web addresses and e-mail: example.com.",
        error_messages={"required": "Give the company's domain."},
    )  # fmt: skip
    method = forms.ChoiceField(
        label="How you show that you hold it", choices=Representative.Method.choices, widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the two."},
    )  # fmt: skip
    mailbox = forms.EmailField(
        label="Your address at the domain", required=False, help_text="Only for the way by mail.",
        error_messages={"invalid": "That is no e-mail address: it has one @ and a domain behind it."},
    )  # fmt: skip

    class Meta:
        model = Representative
        fields: ClassVar = ["domain", "method", "mailbox"]

    field_order = ("company", "domain", "method", "mailbox")

    def __init__(self, person: User, data: Any = None) -> None:
        super().__init__(data)
        self.instance.person = person
        self.fields["company"].widget.choices = companies()

    def clean_company(self) -> str:
        company = representing.known_company(self.cleaned_data["company"])
        if company is None:
            raise forms.ValidationError("Choose one of the companies in the list.", code="unknown")
        if isinstance(company, Creator):
            self.instance.creator = company
        else:
            self.instance.provider = company
        return str(self.cleaned_data["company"])

    def clean_domain(self) -> str:
        domain = bare(self.cleaned_data["domain"])
        if not _DOMAIN.fullmatch(domain) or len(domain) > 253:
            raise forms.ValidationError("That is no domain: it is written as in example.com.", code="wrong")
        if any(domain == one or domain.endswith(f".{one}") for one in OPEN_TO_ALL):
            raise forms.ValidationError(
                f"Anybody can have an address at {domain}: give a domain that is the company's own.", code="open"
            )
        return domain

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("method") != Representative.Method.MAIL:
            cleaned["mailbox"] = ""
        elif "mailbox" in cleaned and "domain" in cleaned:
            self._check_mailbox(cleaned["mailbox"].lower(), cleaned["domain"])
        return cleaned

    def _check_mailbox(self, mailbox: str, domain: str) -> None:
        host = mailbox.rpartition("@")[2]
        if not mailbox:
            self.add_error("mailbox", "Give an address at the domain, so that we can write to it.")
        elif host != domain and not host.endswith(f".{domain}"):
            self.add_error("mailbox", f"This address is not at {domain}.")


class ReplyForm(forms.Form):
    text = WordsField(
        label="The reply", least=SHORTEST_REPLY, most=LONGEST_REPLY, is_long=True, widget=forms.Textarea,
        error_messages={"required": f"Write {SHORTEST_REPLY} letters or more."},
    )  # fmt: skip

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["text"].widget.attrs |= {"class": "input", "rows": 8}

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if not markdown.excerpt(markdown.render(text), 1):
            raise forms.ValidationError("Nothing of this would be seen: write words.", code="unseen")
        return text


def bare(typed: str) -> str:
    """ "https://www.Example.com/about" is "example.com"; names in other scripts as DNS writes them."""
    domain = typed.strip().lower()
    for _ in range(2):
        domain = _AROUND.sub("", domain)
    try:
        return domain.strip(".").encode("idna").decode()
    except UnicodeError:
        return ""


def companies() -> list[Any]:
    """Everybody of whom the catalog knows, as a select shows them; two queries."""
    creators = Creator.objects.order_by(Lower("name")).values_list("pk", "name")
    providers = Provider.objects.order_by(Lower("name")).values_list("pk", "name")
    return [
        ("", "Choose one"),
        ("Creators of models", [(f"creator:{pk}", name) for pk, name in creators]),
        ("Providers", [(f"provider:{pk}", name) for pk, name in providers]),
    ]
