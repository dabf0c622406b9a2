"""OpenRouter's sign-in (PKCE, S256) and the one question that we ask with the key it gives.

Source: openrouter.ai/docs, "OAuth PKCE" and "Get a generation". The sign-in knows no scopes: what it gives is a key
that can spend. So it never leaves the call that got it, and `Key` shows itself to nobody.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, NamedTuple
from urllib.parse import urlencode

import httpx
from django.conf import settings
from django.views.decorators.debug import sensitive_variables
from pydantic import AwareDatetime, BaseModel, Field, ValidationError, field_validator

from catalog.sync.http import SourceDown, fetch_json

SECONDS = 10.0
"""For each of the two questions: somebody waits."""
GENERATION_ID = re.compile(r"gen-[A-Za-z0-9._:-]{1,180}")
Count = Annotated[int, Field(ge=0, le=10**12)]


class Key:
    """A key of somebody's account. Its text is handed out to a request's header alone."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return "<a key>"

    def __reduce__(self) -> str | tuple[object, ...]:
        raise TypeError("A key is not to be stored or sent.")

    def as_header(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._text}"}


class Grant(NamedTuple):
    """What a sign-in gave."""

    key: Key
    user_id: str


class Generation(BaseModel):
    """One call of a model, as far as a proof needs it. The rest of the answer is not read."""

    model: Annotated[str, Field(max_length=200)]
    created_at: AwareDatetime
    cancelled: bool | None = None
    native_tokens_prompt: Count | None = None
    native_tokens_completion: Count | None = None
    tokens_prompt: Count | None = None
    tokens_completion: Count | None = None
    total_cost: Annotated[Decimal, Field(ge=0, le=10**9)]

    @field_validator("created_at", mode="before")
    @classmethod
    def _as_text(cls, value: object) -> object:
        if not isinstance(value, str | datetime):
            raise ValueError("a moment is given as text")
        return value

    @property
    def tokens(self) -> int:
        """In and out, as the model's own tokenizer counts where that is told."""
        read = self.native_tokens_prompt if self.native_tokens_prompt is not None else self.tokens_prompt
        wrote = self.native_tokens_completion if self.native_tokens_completion is not None else self.tokens_completion
        return (read or 0) + (wrote or 0)


def new_verifier() -> str:
    """43 to 128 letters that nobody guesses (RFC 7636)."""
    return secrets.token_urlsafe(48)


def challenge_of(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def sign_in_address(callback: str, verifier: str) -> str:
    """Where to send somebody who is to come back to `callback` with a code."""
    asked = {"callback_url": callback, "code_challenge": challenge_of(verifier), "code_challenge_method": "S256"}
    return f"{settings.OPENROUTER_SIGN_IN_URL}?{urlencode(asked)}"


@sensitive_variables()
def exchange(code: str, verifier: str, *, transport: httpx.AsyncBaseTransport | None = None) -> Grant:
    """The key and the user that a code stands for. Raises NotAllowed for a code that is not good, SourceDown."""
    form = {"code": code, "code_verifier": verifier, "code_challenge_method": "S256"}
    answer = _asked("/auth/keys", form=form, transport=transport)
    match answer:
        case {"key": str(text), "user_id": str(user_id)} if text and user_id and text.isascii():
            return Grant(Key(text), user_id)
    raise SourceDown("OpenRouter answered a sign-in without a key or a user")


@sensitive_variables()
def generation(key: Key, id: str, *, transport: httpx.AsyncBaseTransport | None = None) -> Generation:
    """One call, by its id. Raises NotThere for an unknown one, NotAllowed for one that is not shown, SourceDown."""
    answer = _asked("/generation", params={"id": id}, headers=key.as_header(), transport=transport)
    try:
        return Generation.model_validate(answer["data"])
    except (ValidationError, TypeError, KeyError):
        raise SourceDown("OpenRouter described a generation otherwise than documented") from None


@sensitive_variables()
def _asked(path: str, **question: Any) -> Any:
    """The answer to one question. Whatever goes wrong on the way leaves no trace that holds the key."""
    try:
        return fetch_json(f"{settings.OPENROUTER_BASE_URL}{path}", total_seconds=SECONDS, **question)
    except SourceDown:
        raise
    except Exception as error:
        fault = f"OpenRouter could not be asked: {type(error).__name__}"
    raise SourceDown(fault)
