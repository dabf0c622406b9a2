"""Files that visitors send: kept in memory for the one request, never on disk, and nothing said of their names."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from io import BytesIO
from typing import Any, TypeVar, cast

from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

View = TypeVar("View", bound=Callable[..., HttpResponse])


class KeptInMemory(FileUploadHandler):
    """Keeps so many bytes of a request's files together. What is beyond them is counted and dropped."""

    def __init__(self, request: HttpRequest, most: int) -> None:
        super().__init__(request)
        self.left = most

    def new_file(self, *described: Any, **more: Any) -> None:
        super().new_file(*described, **more)
        self.kept = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.left -= len(raw_data)
        if self.left >= 0:
            self.kept.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        """With its true size, by which what was cut off is known; its name and type are what the sender says."""
        self.kept.seek(0)
        return InMemoryUploadedFile(self.kept, self.field_name, "file", "application/octet-stream", file_size, None)


def in_memory(most: int) -> Callable[[View], View]:
    """Has a view's files kept so. Middleware would read the form before the view can say how: so it is told not to
    look, and the token is checked here, once the form may be read.
    """

    def decorate(view: View) -> View:
        guarded = csrf_protect(view)

        @wraps(view)
        def prepared(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            request.upload_handlers = [KeptInMemory(request, most)]
            return guarded(request, *args, **kwargs)

        return cast(View, csrf_exempt(prepared))

    return decorate
