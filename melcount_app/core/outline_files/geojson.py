"""Outlines in GeoJSON as QuPath, melcount and programs like them write it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

import shapely

from melcount_app.core.budget import check_json
from melcount_app.core.outline_files.found import Found, nothing, tidy
from melcount_app.core.outline_files.rings import enclosed
from melcount_app.core.region import Outline, ellipse, polygons

WITHOUT_AREA = ("Point", "MultiPoint", "LineString", "MultiLineString")

DETECTIONS = ("detection", "cell", "tile")
"""What programs find; in old versions of QuPath "PathDetectionObject" and so on."""

COUNTED_CLASS = "region*"
"""The class of QuPath for a region of interest. Its other classes with an asterisk, first of all
"Ignore*", are those that it leaves out of what it makes and measures."""

ANSI = "cp1252"
"""What Windows PowerShell writes where nobody asks for another encoding."""


def geojson_outlines(data: bytes) -> list[Found]:
    """The outlines of a GeoJSON document: collections, features, geometries, or lists of them.

    A feature is named by its property `name`, else by its class: "Epidermis: left" where that is
    derived from another one.

    Raises:
        ValueError, TypeError, KeyError, AttributeError: it is none.
    """
    return [_found(feature) for feature in _features(_parsed(data))]


def _parsed(data: bytes) -> Any:
    check_json(data)
    try:
        text = data.decode(json.detect_encoding(data))
    except UnicodeDecodeError:
        text = data.decode(ANSI)
    return json.loads(text)  # QuPath's measurements may be NaN; coordinates must not


def _features(document: Any) -> Iterator[dict[str, Any]]:
    """All features of a document; a geometry without one is one without properties."""
    if document is None:
        yield {}
    elif isinstance(document, list):
        for part in document:
            yield from _features(part)
    elif document["type"] == "FeatureCollection":
        yield from _features(document["features"])
    elif document["type"] == "Feature":
        yield document
        properties = document.get("properties") or {}
        yield from _features(properties.get("childObjects") or properties.get("children") or [])
    elif document["type"] == "GeometryCollection":
        yield from _features(document["geometries"])
    else:
        yield {"type": "Feature", "geometry": document, "properties": {}}


def _found(feature: dict[str, Any]) -> Found:
    properties = feature.get("properties") or {}
    classification = properties.get("classification") or {}
    if not isinstance(classification, dict):
        names = classification if isinstance(classification, list) else [classification]
        classification = {"names": names}
    names = _class_names(classification)
    geometry = feature.get("geometry") or {"type": WITHOUT_AREA[0]}
    kinds = (properties.get(key) for key in ("objectType", "object_type", "type"))
    kind = next((kind for kind in kinds if kind), feature.get("id"))
    return Found(
        name=tidy(str(properties.get("name") or "")) or ": ".join(names),
        draw=nothing if geometry["type"] in WITHOUT_AREA else partial(_area, geometry),
        colour=_colour(properties) or _colour(classification),
        is_detection=str(kind).lower().removeprefix("path").removesuffix("object") in DETECTIONS,
        is_ignored=any(map(_is_ignored, names)) or properties.get("isMissing") is True,
    )


def _class_names(classification: dict[str, Any]) -> list[str]:
    """A class after those that it is derived from: as a list since QuPath 0.4."""
    names = classification.get("names") or str(classification.get("name") or "").split(": ")
    own = [name for name in (tidy(str(each)) for each in names if each) if name]
    parent = classification.get("parentClass")
    return [*_class_names(parent), *own] if isinstance(parent, dict) else own


def _is_ignored(name: str) -> bool:
    return name.endswith("*") and name.casefold() != COUNTED_CLASS


def _area(geometry: dict[str, Any]) -> Outline:
    """The area of a geometry: parts that overlap are one."""
    coordinates = geometry.get("coordinates") or []
    match geometry["type"]:
        case "Polygon":
            area = enclosed(coordinates)
            if area.is_empty or not geometry.get("isEllipse"):
                return area
            left, top, right, bottom = area.bounds  # by which QuPath reads an ellipse, too
            return ellipse((left, top), (right, bottom))
        case "MultiPolygon":
            parts = [enclosed(rings) for rings in coordinates]
        case "GeometryCollection":
            parts = [_area(part) for part in geometry.get("geometries") or [] if part]
        case kind if kind in WITHOUT_AREA:
            return nothing()
        case kind:
            raise ValueError(f"{kind} is not a geometry")
    return polygons(shapely.union_all(parts))


def _colour(properties: dict[str, Any]) -> str:
    """A colour as QuPath writes it: three numbers, or in old versions one signed integer."""
    colour = properties.get("color", properties.get("colorRGB"))
    if isinstance(colour, int):
        colour = [colour >> 16 & 255, colour >> 8 & 255, colour & 255]
    try:
        red, green, blue = (int(part) for part in colour or ())
    except (TypeError, ValueError, OverflowError):  # as 1e999 gives
        return ""
    is_colour = all(0 <= part <= 255 for part in (red, green, blue))
    return f"#{red:02x}{green:02x}{blue:02x}" if is_colour else ""
