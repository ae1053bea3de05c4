"""Every list of the dashboard: search, filters with their counts, order and pages, all in the address and all bounded."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.core.paginator import Page as Slice
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise

PER_PAGE = 50
SEARCH_LENGTH = 100


class Filter(NamedTuple):
    """``key`` is what the address says; ``condition`` is on the rows of the list."""

    key: str
    label: str | Promise
    condition: Q


class Order(NamedTuple):
    """``fields`` as Django's ``order_by`` takes them; the row's id is added, so that pages never overlap."""

    key: str
    label: str | Promise
    fields: tuple[str, ...]


class Choice(NamedTuple):
    """A filter or an order as it stands above the list."""

    key: str
    label: str | Promise
    address: str
    is_on: bool
    number: int | None = None  # of rows that it would show


@dataclass(frozen=True)
class Listing:
    """One page of a list and all that stands around it; templates ``dashboard/finding.html`` and ``dashboard/paging.html`` show it."""

    rows: Slice[Any]
    search: str
    filters: list[Choice]
    orders: list[Choice]
    total: int  # before search and filter: none at all is another thing than none found
    earlier: str | None
    later: str | None

    @property
    def found(self) -> int:
        return self.rows.paginator.count

    @property
    def is_narrowed(self) -> bool:
        return bool(self.search) or any(choice.is_on for choice in self.filters[1:])

    @property
    def order(self) -> Choice | None:
        return next((choice for choice in self.orders if choice.is_on), None)

    @property
    def filter_key(self) -> str:
        return next((choice.key for choice in self.filters if choice.is_on), "")

    @property
    def order_key(self) -> str:
        return self.order.key if self.order else ""


def listed(
    request: HttpRequest,
    rows: QuerySet[Any],
    *,
    search_in: Sequence[str] = (),
    search_by: Callable[[str], Q] | None = None,
    filters: Sequence[Filter] = (),
    orders: Sequence[Order] = (),
    per_page: int = PER_PAGE,
) -> Listing:
    """What the address asks for: ``?search=…&filter=…&order=…&page=…``. What it asks for wrongly is left out.

    ``search_in`` are lookups that text is compared with ("name__icontains"), or ``search_by`` says which rows it means. The first
    filter and the first order are the defaults.
    Two queries besides those that the caller adds: one for all counts, one for the rows.
    """
    search = request.GET.get("search", "").strip()[:SEARCH_LENGTH]
    chosen = _named(filters, request.GET.get("filter"))
    order = _named(orders, request.GET.get("order"))
    matching = _searched(rows, search, search_by or (lambda text: _anywhere(text, search_in)))
    counts = matching.order_by().aggregate(**{f"n{n}": Count("pk", filter=each.condition, distinct=True) for n, each in enumerate(filters)})
    asked = {"search": search, "filter": chosen.key if chosen else "", "order": order.key if order else ""}
    narrowed = matching.filter(chosen.condition) if chosen else matching
    pages = Paginator(narrowed.order_by(*(order.fields if order else ()), "pk"), per_page)
    part = pages.get_page(request.GET.get("page"))
    return Listing(
        rows=part,
        search=search,
        filters=[
            Choice(each.key, each.label, _address(asked, filter=each.key), each is chosen, counts[f"n{n}"])
            for n, each in enumerate(filters)
        ],
        orders=[Choice(each.key, each.label, _address(asked, order=each.key), each is order) for each in orders],
        total=rows.count() if search else (counts["n0"] if filters and not filters[0].condition else pages.count),
        earlier=_address(asked, page=part.previous_page_number()) if part.has_previous() else None,
        later=_address(asked, page=part.next_page_number()) if part.has_next() else None,
    )


def _searched(rows: QuerySet[Any], search: str, meant: Callable[[str], Q]) -> QuerySet[Any]:
    return rows.filter(meant(search)) if search else rows


def _anywhere(search: str, lookups: Sequence[str]) -> Q:
    anywhere = Q()
    for lookup in lookups:
        anywhere |= Q(**{lookup: search})
    return anywhere


def _named[T: (Filter, Order)](choices: Sequence[T], key: str | None) -> T | None:
    return next((choice for choice in choices if choice.key == key), choices[0] if choices else None)


def _address(asked: dict[str, str], **other: object) -> str:
    return "?" + urlencode({name: value for name, value in {**asked, **other}.items() if value})
