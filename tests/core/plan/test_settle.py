from __future__ import annotations

from pathlib import Path

import pytest

from melcount_app.core.brightness import Brightness
from melcount_app.core.channel import usual_channel
from melcount_app.core.plan import ConcernKind, ScanFacts, about_what_is_counted, settle
from melcount_app.core.plan.settle import Settled

RGB = ("red", "green", "blue")


def scan(
    name: str, channels: tuple[str, ...], signals: tuple[float, ...], *, by_hand: str = ""
) -> ScanFacts:
    choice = usual_channel(channels, signals)
    if by_hand:
        choice = usual_channel((by_hand,), (0,))
    return ScanFacts(
        Path(name),
        channels=channels,
        channel=choice,
        brightness=tuple(map(Brightness, signals)),
        is_by_hand=bool(by_hand),
    )


def wide(name: str, white: float, black: float = 100) -> ScanFacts:
    facts = scan(name, ("DAPI", "FITC"), (9, 9))
    bright = (Brightness(9, 60000, 0), Brightness(9, white, black))
    return ScanFacts(facts.path, channels=facts.channels, channel=facts.channel, brightness=bright)


def kinds(facts: list[ScanFacts], channel: str = "") -> list[ConcernKind]:
    return [concern.kind for concern in about_what_is_counted(facts, channel)]


def test_that_a_name_of_the_label_holds_for_all_scans() -> None:
    facts = [scan("a", ("DAPI", "FITC"), (20, 90)), scan("b", ("FITC", "DAPI"), (20, 90))]
    assert settle(facts) == Settled("FITC", "called FITC, a name of the label")
    assert kinds(facts) == []


def test_that_colours_are_settled_on_green() -> None:
    facts = [scan("a", RGB, (9, 90, 9)), scan("b", RGB, (90, 40, 9))]
    assert settle(facts).channel == "green"
    assert kinds(facts) == []


def test_that_brightness_does_not_move_some_scans_to_another_channel() -> None:
    names = ("Channel 1", "Channel 2")
    facts = [scan(each, names, (50, 90)) for each in "abc"] + [scan("d", names, (50, 20))]
    assert settle(facts).channel == "Channel 2"
    assert kinds(facts) == [ConcernKind.LABEL_DISPUTED]
    (concern,) = about_what_is_counted(facts)
    assert concern.scans == (Path("d"),)


def test_that_as_many_scans_of_either_are_settled_by_how_strong_the_channels_are() -> None:
    names = ("Channel 1", "Channel 2")
    facts = [scan("a", names, (50, 90)), scan("b", names, (50, 45))]
    assert settle(facts).channel == "Channel 2"


def test_that_green_without_signal_in_some_scans_stays_the_channel_of_all() -> None:
    facts = [scan("a", RGB, (9, 90, 9)), scan("b", RGB, (90, 5, 9))]
    assert settle(facts).channel == "green"
    assert kinds(facts) == [ConcernKind.LABEL_DISPUTED]


def test_that_a_channel_that_no_name_tells_is_pointed_out() -> None:
    facts = [scan(each, ("Channel 1", "Channel 2"), (50, 90)) for each in "ab"]
    assert settle(facts).is_guess
    assert kinds(facts) == [ConcernKind.LABEL_NOT_NAMED]


def test_that_a_scan_without_the_label_does_not_move_the_others() -> None:
    facts = [scan("a", ("DAPI", "FITC"), (20, 90)), scan("b", ("DAPI",), (20,))]
    assert settle(facts).channel == "FITC"
    (concern,) = about_what_is_counted(facts)
    assert concern.kind is ConcernKind.LABEL_DISPUTED
    assert "no “FITC”, by which the others are counted, and cannot be: b." in concern.sentence


def test_that_several_names_of_the_label_are_each_counted_and_pointed_out() -> None:
    facts = [scan("a", ("DAPI", "FITC"), (20, 90)), scan("b", ("DAPI", "Alexa 488"), (90, 20))]
    assert settle(facts).channel == ""
    (concern,) = about_what_is_counted(facts)
    assert "Alexa 488" in concern.sentence


def test_that_the_users_choice_for_one_scan_stays_and_is_pointed_out() -> None:
    facts = [
        scan("a", ("DAPI", "FITC"), (20, 90)),
        scan("b", ("DAPI", "FITC"), (20, 90), by_hand="DAPI"),
    ]
    assert settle(facts).channel == ""
    assert kinds(facts) == [ConcernKind.LABEL_DISPUTED]


def test_that_a_named_channel_goes_before_all() -> None:
    facts = [scan("a", ("DAPI", "FITC"), (20, 90))]
    assert settle(facts, "DAPI") == Settled("DAPI")
    assert kinds(facts, "DAPI") == []


def test_that_nothing_is_settled_where_there_is_nothing_to_choose() -> None:
    facts = [scan(each, ("grey",), (20,)) for each in "ab"]
    assert settle(facts) == Settled()
    assert settle([ScanFacts(Path("x"), failure="It is damaged.")]) == Settled()


@pytest.mark.parametrize(
    ("whites", "white"),
    [
        ((3000,), 3000),
        ((3000, 2800, 2500), 3000),
        ((3000, 2900, 300), 3000),
        ((3000, 300), 3000),
        ((60000, 3000, 2900), 3000),
    ],
)
def test_that_white_is_the_brightest_that_another_scan_comes_near(
    whites: tuple[float, ...], white: float
) -> None:
    facts = [wide(str(number), each, 100 + number) for number, each in enumerate(whites)]
    settled = settle(facts)
    assert (settled.white, settled.black) == (white, 100)
    is_odd = max(whites) > 4 * min(whites)
    assert kinds(facts) == ([ConcernKind.MIXED_WHITES] if is_odd else [])


def test_that_scans_with_and_without_an_offset_keep_their_own_white() -> None:
    facts = [wide("a", 3000, 0), wide("b", 35768, 32768)]
    assert settle(facts).white is None
    assert kinds(facts) == [ConcernKind.MIXED_WHITES]
