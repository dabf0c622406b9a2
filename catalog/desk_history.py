"""Tells the history who is at the desk. Nowhere else: public pages neither know nor ask who reads them."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse_lazy
from simple_history.middleware import HistoryRequestMiddleware

DESK = reverse_lazy("admin:index")

GetResponse = Callable[[HttpRequest], HttpResponseBase]


def desk_history(get_response: GetResponse) -> GetResponse:
    at_the_desk = HistoryRequestMiddleware(get_response)

    def answer(request: HttpRequest) -> HttpResponseBase:
        return at_the_desk(request) if request.path_info.startswith(str(DESK)) else get_response(request)

    return answer
