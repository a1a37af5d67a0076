"""Frozen dataclasses as text and back, every number as it was.

Every field is kept without being named here, so that none can be forgotten. A field that a text
lacks takes its default; one that the class lacks is refused rather than lost.
"""

from __future__ import annotations

import base64
import json
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import cattrs
import shapely
from shapely.geometry import MultiPolygon, Polygon

from melcount_app.core.region import Outline
from melcount_app.core.sentence import of_record, recorded

T = TypeVar("T")


def to_text(record: object) -> str:
    """A record as JSON; outlines become WKB, so that every digit stays."""
    return json.dumps(_CONVERTER.unstructure(record), ensure_ascii=False)


def from_text(kind: type[T], text: str) -> T:
    """The record of a class that `to_text` was given.

    Raises:
        ValueError, TypeError, KeyError, ForbiddenExtraKeysError: the text is no such record.
        ShapelyError: an outline is damaged.
    """
    return _CONVERTER.structure(json.loads(text), kind)


def _text(found: Any, kind: type[str]) -> str:
    """A text or a sentence; of enumerations, which are texts, too, the member."""
    return of_record(found) if kind is str else kind(found)


def _outline(text: str, _: Any) -> Outline:
    outline = shapely.from_wkb(text)
    if not isinstance(outline, Polygon | MultiPolygon):
        raise TypeError(f"a {type(outline).__name__} stands where an outline belongs")
    return outline


def _converter() -> cattrs.Converter:
    converter = cattrs.Converter(forbid_extra_keys=True, detailed_validation=False)
    converter.register_unstructure_hook(str, recorded)
    converter.register_structure_hook(str, _text)
    converter.register_unstructure_hook(Path, str)
    converter.register_structure_hook(Path, lambda text, _: Path(text))
    converter.register_unstructure_hook(datetime, datetime.isoformat)
    converter.register_structure_hook(datetime, lambda text, _: datetime.fromisoformat(text))
    converter.register_unstructure_hook(bytes, lambda content: base64.b64encode(content).decode())
    converter.register_structure_hook(bytes, lambda text, _: base64.b64decode(text, validate=True))
    converter.register_unstructure_hook_func(
        lambda kind: kind in (Outline, Polygon, MultiPolygon),
        lambda outline: shapely.to_wkb(outline, hex=True),
    )
    converter.register_structure_hook_func(lambda kind: kind == Outline, _outline)
    return converter


_CONVERTER = _converter()
