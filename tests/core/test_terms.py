"""The protocol goes before the user, the user before the file, and each term says who decided."""

from __future__ import annotations

import dataclasses

import pytest

from melcount_app.core.channel import ChannelChoice
from melcount_app.core.errors import ScanError
from melcount_app.core.geometry import PixelSize, PixelSizeSource
from melcount_app.core.order import Options
from melcount_app.core.protocol import Protocol
from melcount_app.core.terms import FileTerms, Term, TermSource, terms_of

GREEN = ChannelChoice(1, "Green", "the usual channel of the label, and it has signal")
FILE = FileTerms(
    channels=("Red", "Green", "Blue"),
    channel=GREEN,
    white=255.0,
    pixel_size=PixelSize(0.45, PixelSizeSource.OME_XML),
)
PROTOCOL = Protocol("house", "trp1", "a" * 64)


def test_that_the_file_decides_what_nobody_else_does() -> None:
    terms = terms_of(FILE, None, None)
    assert terms.channel == Term(GREEN, TermSource.FILE)
    assert terms.white == Term(255.0, TermSource.FILE)
    assert terms.pixel_size == Term(FILE.pixel_size, TermSource.FILE)
    assert terms.model_sha256 == Term("", TermSource.NOBODY)


def test_that_a_pixel_size_that_nobody_tells_is_nobodys() -> None:
    silent = dataclasses.replace(FILE, pixel_size=None)
    assert terms_of(silent, None, PROTOCOL).pixel_size == Term(None, TermSource.NOBODY)


def test_that_the_user_goes_before_the_file() -> None:
    terms = terms_of(FILE, Options("blue", 0.5), None)
    assert terms.channel.value == ChannelChoice(2, "Blue", "chosen by the user")
    assert terms.pixel_size.value == PixelSize(0.5, PixelSizeSource.USER)
    assert {terms.channel.source, terms.pixel_size.source} == {TermSource.USER}
    assert not terms.channel.is_locked
    assert not terms.pixel_size.is_locked


def test_that_the_protocol_goes_before_the_user_and_locks() -> None:
    protocol = dataclasses.replace(PROTOCOL, channel="red", um_per_px=0.6)
    terms = terms_of(FILE, Options("blue", 0.5), protocol)
    assert (terms.channel.value.index, terms.channel.value.name) == (0, "Red")
    assert terms.pixel_size.value == PixelSize(0.6, PixelSizeSource.PROTOCOL)
    assert terms.model_sha256.value == "a" * 64
    assert terms.channel.is_locked
    assert terms.pixel_size.is_locked
    assert terms.model_sha256.is_locked


def test_that_the_user_decides_what_the_protocol_leaves_open() -> None:
    terms = terms_of(FILE, Options("blue", 0.5), PROTOCOL)
    assert (terms.channel.source, terms.pixel_size.source) == (TermSource.USER, TermSource.USER)


def test_that_a_channel_that_the_scan_lacks_is_refused_with_those_that_it_has() -> None:
    with pytest.raises(ScanError, match=r"“cy5”; choose one of: Red, Green, Blue"):
        terms_of(FILE, Options("cy5"), None)
    with pytest.raises(ScanError, match=r"“cy5”, which the protocol .* the scan has: Red, Green"):
        terms_of(FILE, None, dataclasses.replace(PROTOCOL, channel="cy5"))


@pytest.mark.parametrize("impossible", [0.0, -1.0, float("nan")])
def test_that_an_impossible_pixel_size_is_refused(impossible: float) -> None:
    with pytest.raises(ScanError, match=r"not possible.*for example 0\.4523"):
        terms_of(FILE, Options(um_per_px=impossible), None)
