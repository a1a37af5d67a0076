from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from melcount_app.training.config import CONFIG_FILE, PROTOCOLS, TrainConfig, protocol_of
from melcount_app.training.recipe import describe
from melcount_app.training.unet import PAPER


@pytest.mark.parametrize("name", sorted(PROTOCOLS))
def test_that_a_stored_protocol_is_read_back(name: str, tmp_path: Path) -> None:
    PROTOCOLS[name].save(tmp_path)

    assert TrainConfig.load(tmp_path) == PROTOCOLS[name]


def test_that_a_protocol_keeps_its_name_with_another_seed_but_not_with_another_rate() -> None:
    paper = PROTOCOLS["paper"]

    assert protocol_of(dataclasses.replace(paper, seed=3, epochs=9)) == "paper"
    assert protocol_of(dataclasses.replace(paper, peak_rate=1.0)) is None
    assert protocol_of(TrainConfig()) == "compact"


def test_that_the_paper_protocol_is_that_of_the_paper() -> None:
    paper = PROTOCOLS["paper"]

    assert paper.network == PAPER
    assert (paper.sigma_px, paper.target_scale) == (6.0, 100.0)
    assert (paper.batch, paper.peak_rate, paper.held_back, paper.patience) == (16, 2e-4, 16, 2500)
    assert paper.summed_loss
    assert paper.cut_gaussians
    assert paper.optimiser == "adam"
    assert not paper.unbiased
    assert not paper.windows_px
    assert not paper.averaging
    assert not paper.weight_decay


def test_that_a_configuration_from_before_there_were_protocols_is_the_compact_one(
    tmp_path: Path,
) -> None:
    TrainConfig().save(tmp_path)
    facts = json.loads((tmp_path / CONFIG_FILE).read_text(encoding="utf-8"))
    for field in ("schedule", "summed_loss", "cut_gaussians", "held_back", "patience"):
        del facts[field]
    del facts["augmentation"]["symmetries_only"]
    (tmp_path / CONFIG_FILE).write_text(json.dumps(facts), encoding="utf-8")

    assert TrainConfig.load(tmp_path) == PROTOCOLS["compact"]


def test_that_the_recipe_tells_what_the_paper_did() -> None:
    text = describe(PROTOCOLS["paper"], epochs=4321)

    assert "4321 epochs, batches of 16" in text
    assert "16 held back crops" in text
    assert "Adam, a constant rate of 0.0002." in text
    assert "L1 on the map, summed over the pixels." in text
    assert "is lost. The map is learned times 100" in text
    assert "The eight symmetries of the square." in text
    assert "blur of sigma 0.5 to 2.5 px in 50 % of the pictures" in text
    for other in ("zoom", "gamma", "noise", "dark field", "averaged"):
        assert other not in text


def test_that_the_recipe_tells_what_the_compact_protocol_does() -> None:
    text = describe(PROTOCOLS["compact"], epochs=80)

    assert "Muon (filters) and AdamW (the rest), one cycle to 0.003, weight decay 0.01;" in text
    assert "averaged weights keep 0.98" in text
    assert "16, 64, 256 input pixels" in text
    assert "zoom 0.78 to 1.28" in text
    assert "gamma 0.75 to 1.35, gain 0.55 to 1.8, offset -0.03 to 0.05 of white" in text
    assert "In 5 % of the pictures a dark field" in text
    assert "held back" not in text
