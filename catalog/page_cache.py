"""Whole rendered pages, kept until anything they show changes.

A page's key holds its version, which is read from the database: whoever changes a figure raises the version of the
model and of its class in the same transaction, and the next reader gets a new page. Five minutes is the most that
an entry lives, because ages and validity move with the clock. Where the cache is away, pages render.
"""

from __future__ import annotations

import gzip
import hashlib
import logging
from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple, TypeVar, cast

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.urls import Resolver404, resolve
from django.utils.cache import patch_vary_headers
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

View = TypeVar("View", bound=Callable[..., HttpResponse])
GetResponse = Callable[[HttpRequest], HttpResponseBase]

CACHE_AWAY = (RedisError, OSError)
PACKED_ALREADY = ("image/jpeg", "image/png")
"""Kinds of content that are compressed as they are: packed again they only cost time."""


class StoredPage(NamedTuple):
    """A rendered page, packed once for all readers that take gzip; None where packing gains nothing."""

    body: bytes
    packed: bytes | None
    content_type: str
    etag: str


def page_cached(version: Callable[..., object | None]) -> Callable[[View], View]:
    """Marks a view's page as the same for everybody.

    `version` takes the view's address arguments and answers with whatever changes when the page does, in one query;
    None means that there is no such page.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def public(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            response = view(request, *args, **kwargs)
            if response.status_code == 200:
                response.headers.setdefault("Cache-Control", for_other_caches())
            return response

        public.page_version = version  # type: ignore[attr-defined]  # functions carry attributes; mypy knows none
        return cast(View, public)

    return decorate


class PackingMiddleware(GZipMiddleware):
    """Django's own, which would also pack what is packed already."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.headers.get("Content-Type") in PACKED_ALREADY:
            return response
        return super().process_response(request, response)


class PageCacheMiddleware:
    """Answers warm pages before sessions and authentication are looked at; keeps what it had to render."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        key = page_key(request)
        if key is None:
            return self.get_response(request)
        page = read(key)
        if page is None:
            response = self.get_response(request)
            if not is_public(response):
                return response
            page = pack(response)
            keep(key, page)
        return answer(request, page)


def page_key(request: HttpRequest) -> str | None:
    """The key of a page that may be kept: a plain address, whatever the reader; None for anything else."""
    if request.method not in ("GET", "HEAD") or request.META.get("QUERY_STRING"):
        return None
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return None
    version_of = getattr(match.func, "page_version", None)
    version = version_of(*match.args, **match.kwargs) if version_of else None
    if version is None:
        return None
    address = hashlib.sha256(request.path_info.encode()).hexdigest()[:32]
    return f"page:{settings.RELEASE}:{address}:{version}"


def is_public(response: HttpResponseBase) -> bool:
    """Whether a response is the same for everybody: a full page, without cookies, that says so itself."""
    return (
        isinstance(response, HttpResponse)
        and response.status_code == 200
        and not response.cookies
        and "public" in response.headers.get("Cache-Control", "")
    )


def for_other_caches() -> str:
    """How long a browser and a shared cache may keep a page."""
    return f"public, max-age=60, s-maxage={settings.PAGE_CACHE_SECONDS}"


def pack(response: HttpResponseBase) -> StoredPage:
    body = cast(HttpResponse, response).content
    # Weak, because the packed and the plain body share it.
    etag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
    kind = response.headers["Content-Type"]
    return StoredPage(body, None if kind in PACKED_ALREADY else gzip.compress(body, 9, mtime=0), kind, etag)


def answer(request: HttpRequest, page: StoredPage) -> HttpResponse:
    takes_packed = page.packed is not None and "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(page.packed if takes_packed else page.body, content_type=page.content_type)
    if takes_packed:
        response.headers["Content-Encoding"] = "gzip"
    if page.packed is not None:
        patch_vary_headers(response, ["Accept-Encoding"])
    response.headers["ETag"] = page.etag
    response.headers["Cache-Control"] = for_other_caches()
    return response


def forget() -> None:
    """Empties the cache, for words that nobody may read again: a page under an outlived version is still a copy.

    Costs every page one rendering, and begins all counts of attempts anew.
    """
    try:
        cache.clear()
    except CACHE_AWAY as error:
        logger.error("The cache cannot be emptied; it forgets by itself in five minutes: %s", type(error).__name__)


def read(key: str) -> StoredPage | None:
    try:
        stored = cache.get(key)
    except CACHE_AWAY as error:
        logger.warning("The page cache cannot be read: %s", type(error).__name__)
        return None
    return StoredPage(*stored) if stored else None


def keep(key: str, page: StoredPage) -> None:
    try:
        cache.set(key, tuple(page), settings.PAGE_CACHE_SECONDS)
    except CACHE_AWAY as error:
        logger.warning("The page cache cannot be written: %s", type(error).__name__)
