"""One rule tells what a scan has come to, from what is known of it without its pixels."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from melcount_app.core.channel import ChannelChoice
from melcount_app.core.geometry import PixelSize, PixelSizeSource
from melcount_app.core.protocol import Protocol
from melcount_app.core.standing import (
    CHANGED,
    GROWN,
    OTHER_MODEL,
    OTHER_SETTINGS,
    REPLACED,
    CountHead,
    EditsHead,
    FileHead,
    Standing,
    State,
)
from melcount_app.core.study import (
    ScanEntry,
    Study,
    StudyScan,
    protocol_in_force,
    standing_of,
)
from melcount_app.core.terms import FileTerms
from tests.core.report.study.conftest import adder

GREEN = ChannelChoice(1, "green", "usual")
SIZE = PixelSize(0.5, PixelSizeSource.OME_XML)
HEAD = CountHead(
    fingerprint="sha256:1",
    model="m",
    model_sha256="a" * 64,
    channel=1,
    white=255.0,
    um_per_px=0.5,
    assumed_um_per_px=0.4523,
    pixel_size=SIZE.source,
    outline="o",
    is_whole=True,
    cells_per_mm2=100.0,
    cells=10.0,
    low=90.0,
    high=110.0,
    flags=(),
)
ENTRY = ScanEntry(
    scan=StudyScan(1, Path("/a.tif"), "", "", "", "sha256:1", 0, ""),
    file=FileHead("sha256:1", FileTerms(("red", "green"), GREEN, 255.0, SIZE)),
    edits=EditsHead(GREEN, None, "o"),
    count=HEAD,
)
PROTOCOL = Protocol("usual", "m", "a" * 64)


def entry(part: str = "", **changes: Any) -> ScanEntry:
    """The usual one, with something of a part of it changed."""
    if not part:
        return dataclasses.replace(ENTRY, **changes)
    changed = dataclasses.replace(getattr(ENTRY, part), **changes)
    return dataclasses.replace(ENTRY, **{part: changed})


@pytest.mark.parametrize("protocol", [None, PROTOCOL])
def test_that_a_count_that_applies_stands_with_its_numbers(protocol: Protocol | None) -> None:
    assert standing_of(ENTRY, protocol) == Standing(State.COUNTED, head=HEAD)


@pytest.mark.parametrize(
    ("found", "protocol", "state", "why"),
    [
        (entry(edits=None, count=None), None, State.NEW, ""),
        (entry(count=None), None, State.OUTLINED, ""),
        (entry("scan", failure="It is damaged."), None, State.FAILED, "It is damaged."),
        (entry("scan", fingerprint="sha256:2"), None, State.STALE, REPLACED),
        (entry("edits", channel=ChannelChoice(0, "red", "")), None, State.STALE, CHANGED),
        (entry("edits", um_per_px=0.6), None, State.STALE, CHANGED),
        (entry("edits", outline="other"), None, State.UNMEASURED, ""),
        (entry("edits", um_per_px=0.5), None, State.UNMEASURED, ""),
        (entry("count", outline=""), None, State.UNMEASURED, ""),
        (entry("count", is_whole=False, cells=None), None, State.STALE, GROWN),
        (ENTRY, Protocol("p", "m", "b" * 64), State.STALE, OTHER_MODEL),
        (ENTRY, Protocol("p", "m", "a" * 64, channel="red"), State.STALE, OTHER_SETTINGS),
        (ENTRY, Protocol("p", "m", "a" * 64, um_per_px=0.6), State.STALE, OTHER_SETTINGS),
        (ENTRY, Protocol("p", "m", "a" * 64, um_per_px=0.5), State.UNMEASURED, ""),
    ],
)
def test_that_what_does_not_hold_is_told_with_its_reason(
    found: ScanEntry, protocol: Protocol | None, state: State, why: str
) -> None:
    assert standing_of(found, protocol) == Standing(state, why)


def test_that_a_protocol_with_a_channel_that_the_scan_lacks_is_told() -> None:
    found = standing_of(ENTRY, Protocol("p", "m", "a" * 64, channel="violet"))
    assert found.state is State.STALE
    assert "no channel “violet”" in found.why


def test_that_a_protocol_goes_before_what_the_user_says() -> None:
    found = entry("edits", um_per_px=0.9)
    counted = dataclasses.replace(HEAD, pixel_size=PixelSizeSource.PROTOCOL)
    found = dataclasses.replace(found, count=counted)
    protocol = dataclasses.replace(PROTOCOL, um_per_px=0.5, channel="Green")
    assert standing_of(found, protocol).state is State.COUNTED


def test_that_without_a_protocol_the_model_of_the_first_count_that_applies_is_in_force() -> None:
    other = entry("count", model="n", model_sha256="b" * 64)
    failed = entry("scan", failure="It is damaged.")
    assert protocol_in_force([failed, entry(count=None), other, ENTRY], None) == Protocol(
        "n", "n", "b" * 64
    )
    assert protocol_in_force([failed], None) is None
    assert protocol_in_force([other], PROTOCOL) == PROTOCOL


def queries_for(study: Study) -> int:
    """How many it takes to know all scans."""
    asked: list[str] = []
    with study._access.reading() as connection:
        connection.set_trace_callback(asked.append)
        study.entries()
        connection.set_trace_callback(None)
    return len(asked)


def test_that_all_scans_are_known_by_a_handful_of_queries_without_their_pixels(
    study: Study,
) -> None:
    add = adder(study)
    add("control")
    first = queries_for(study)
    for factor in (1.0, 2.0, 3.0):
        add("dense", factor)
    assert queries_for(study) == first <= 5
    known = study.entries()
    with study._access.writing() as connection:
        for kept in ("edits", "prepared", "count"):
            connection.execute(f"UPDATE {kept} SET record = 'unreadable'")  # noqa: S608
    assert study.entries() == known
    assert [study.entry(each.scan.key) for each in known] == list(known)
    assert all(each.count and each.edits and each.file for each in known)
