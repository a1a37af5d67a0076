from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from melcount_app.core.channel import is_told_by_names, named_channel, usual_channel
from melcount_app.core.errors import ScanError
from melcount_app.core.model import ModelCard
from melcount_app.core.paths import models_folder
from melcount_app.core.stains import TRP1, Stains

RGB = ("red", "green", "blue")


def test_that_green_is_the_usual_channel() -> None:
    assert usual_channel(RGB, (10, 200, 20)).name == "green"


def test_that_a_weaker_green_is_still_the_usual_channel() -> None:
    assert usual_channel(RGB, (250, 120, 20)).name == "green"


def test_that_green_is_given_up_when_the_signal_is_elsewhere() -> None:
    choice = usual_channel(RGB, (200, 5, 5))
    assert (choice.index, choice.name) == (0, "red")
    assert "red 200" in choice.reason


def test_that_green_without_signal_is_said_when_no_channel_has_any() -> None:
    assert "without signal" in usual_channel(RGB, (0, 0, 0)).reason


def test_that_the_users_choice_goes_first_whatever_its_case() -> None:
    choice = named_channel(RGB, "Blue")
    assert (choice.index, choice.reason) == (2, "chosen by the user")


def test_that_a_channel_that_is_not_there_is_refused_by_naming_those_that_are() -> None:
    with pytest.raises(ScanError, match="red, green, blue"):
        named_channel(RGB, "fitc")


def test_that_a_grey_scan_has_no_choice() -> None:
    assert usual_channel(("grey",), (50,)).name == "grey"


@pytest.mark.parametrize(
    ("channels", "label"),
    [
        (("DAPI", "TRP1"), "TRP1"),
        (("DAPI", "FITC"), "FITC"),
        (("Hoechst 33342", "Alexa Fluor 488", "Cy5"), "Alexa Fluor 488"),
        (("nuclei", "alexa_488"), "alexa_488"),
        (("C=0 DAPI", "C=1 FITC"), "C=1 FITC"),
        (("Ch1-TRITC", "Ch2-AF-488"), "Ch2-AF-488"),
        (("405", "488", "561"), "488"),
        (("eGFP", "mCherry"), "eGFP"),
        (("Texas Red", "Green"), "Green"),
        (("FITC phalloidin", "TYRP1 Alexa 568"), "TYRP1 Alexa 568"),
        (("SYTOX Green", "Cy2"), "Cy2"),
        (("DAPI", "TRITC"), "TRITC"),
        (("Brightfield", "Channel 2"), "Channel 2"),
        (("Autre", "Mélanocytes"), "Mélanocytes"),
        (("Zellkerne", "Melanozyten"), "Melanozyten"),
        (("Kernfa\u0308rbung", "Kanal 2"), "Kanal 2"),
        (("Hœchst", "canal 2"), "canal 2"),
        (("noyau", "Lumiere transmise", "signal"), "signal"),
    ],
)
def test_that_a_name_of_the_label_goes_before_a_brighter_channel(
    channels: tuple[str, ...], label: str
) -> None:
    signals = [20.0 if name == label else 200.0 for name in channels]
    choice = usual_channel(channels, signals)
    assert choice.name == label
    assert "strongest" not in choice.reason
    assert is_told_by_names(channels)


def test_that_the_reason_is_the_name() -> None:
    assert usual_channel(("DAPI", "FITC"), (90, 20)).reason == "called FITC, a name of the label"
    reason = usual_channel(("DAPI", "Channel 2"), (90, 20)).reason
    assert reason == "the only one that has no name of another stain"


@pytest.mark.parametrize(
    "channels", [("Channel 1", "Channel 2"), ("evergreen", "blackgfpx"), ("FITC 1", "FITC 2")]
)
def test_that_the_strongest_signal_counts_where_names_do_not_tell(
    channels: tuple[str, str],
) -> None:
    choice = usual_channel(channels, (20, 90))
    assert choice.index == 1
    assert "no name tells" in choice.reason
    assert not is_told_by_names(channels)


def test_that_a_model_may_have_another_label() -> None:
    stains = dataclasses.replace(TRP1, label=("Melan-A",), dyes=("Cy5",), others=("FITC",))
    assert usual_channel(("FITC", "Cy5"), (90, 20), stains).name == "Cy5"
    assert usual_channel(("FITC", "melan a Cy3"), (90, 20), stains).name == "melan a Cy3"


@pytest.mark.parametrize("name", ["trp1", "trp1-paper"])
def test_that_the_cards_of_the_shipped_models_have_the_names_of_trp1(name: str) -> None:
    assert ModelCard.load(models_folder() / name).stains == TRP1


def test_that_names_of_stains_are_lists_of_names() -> None:
    lists: dict[str, Any] = {"label": ["a"], "dyes": [], "others": [], "never": []}
    assert Stains.read(**lists) == Stains(("a",), (), (), ())
    with pytest.raises(TypeError):
        Stains.read(**{**lists, "dyes": "green"})
    with pytest.raises(TypeError):
        Stains.read(label=["a"])


def test_that_light_tells_the_label_where_names_do_not() -> None:
    choice = usual_channel(("Channel 1", "Channel 2"), (90, 20), emissions_nm=(461.0, 519.0))
    assert (choice.name, choice.index) == ("Channel 2", 1)
    assert "519 nm" in choice.reason


@pytest.mark.parametrize(
    ("channels", "emissions_nm", "name"),
    [
        (("DAPI", "FITC"), (519.0, 461.0), "FITC"),
        (("a", "b"), (461.0, 570.0), "a"),
        (("a", "b"), (None, None), "a"),
        (("a", "b", "c"), (461.0, 509.0, 524.0), "c"),
    ],
)
def test_that_names_go_before_light_and_light_before_brightness(
    channels: tuple[str, ...], emissions_nm: tuple[float | None, ...], name: str
) -> None:
    signals = (90, 20, 30)[: len(channels)]
    assert usual_channel(channels, signals, emissions_nm=emissions_nm).name == name


def test_that_a_card_may_tell_the_light_of_its_label() -> None:
    lists: dict[str, Any] = {"label": ["a"], "dyes": [], "others": [], "never": []}
    stains = Stains.read(**lists, emission_nm=[560, 620])
    channels = ("Channel 1", "Channel 2")
    assert usual_channel(channels, (90, 20), stains, (519.0, 570.0)).name == "Channel 2"
    with pytest.raises(ValueError, match="unpack"):
        Stains.read(**lists, emission_nm=[560])
