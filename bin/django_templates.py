"""Finds the translatable words in Django's templates for Babel: Django rewrites a template as calls that Babel's Python reader knows."""

import io
from collections.abc import Collection, Iterator
from typing import IO, Any

from babel.messages.extract import extract_python
from django.utils.translation.template import templatize


def extract(
    template: IO[bytes], keywords: Collection[str], comment_tags: Collection[str], options: dict[str, str]
) -> Iterator[tuple[int, str | None, Any, list[str]]]:
    """As Babel asks of an extractor: (line, function, messages, comments)."""
    source = templatize(template.read().decode(options.get("encoding", "utf-8")), origin=getattr(template, "name", None))
    # What is between the calls is blanked out with letters, which are names to Python, one below the other.
    calls = "\n".join(line.strip() for line in source.splitlines())
    yield from extract_python(io.BytesIO(calls.encode()), keywords, comment_tags, options)
