"""A training configuration in words, for `CARD.md`."""

from __future__ import annotations

from melcount_app.training.augment import HAZE_SIGMA_PX, Augmentation
from melcount_app.training.config import TrainConfig


def describe(config: TrainConfig, epochs: int) -> str:
    """A list of what was done, in Markdown.

    Args:
        config: the recipe.
        epochs: how long the weights were trained.
    """
    lines = (
        _course(config, epochs),
        _optimiser(config),
        _loss(config),
        _target(config),
        _placing(config.augmentation),
        _light(config.augmentation),
        _fields_and_veils(config.augmentation),
    )
    return "\n".join(f"- {line}" for line in lines if line)


def _course(config: TrainConfig, epochs: int) -> str:
    course = f"{epochs} epochs, batches of {config.batch}, seed {config.seed}."
    if config.held_back:
        course += (
            f" The weights are those with\n  the lowest loss on {config.held_back} held back crops"
        )
        course += f"; training ends {config.patience} epochs later." if config.patience else "."
    return course


def _optimiser(config: TrainConfig) -> str:
    rate = (
        f"a constant rate of {config.peak_rate:g}"
        if config.schedule == "constant"
        else f"one cycle to {config.peak_rate:g}"
    )
    decay = f", weight decay {config.weight_decay:g}" if config.weight_decay else ""
    average = (
        f";\n  averaged weights keep {config.averaging:g} of themselves per step"
        if config.averaging
        else ""
    )
    adam = "AdamW" if config.weight_decay else "Adam"
    name = f"Muon (filters) and {adam} (the rest)" if config.optimiser == "muon" else adam
    return f"{name}, {rate}{decay}{average}."


def _loss(config: TrainConfig) -> str:
    loss = "L1 on the map, summed over the pixels" if config.summed_loss else "L1 on the map"
    if not config.windows_px:
        return f"{loss}."
    sides = ", ".join(str(side) for side in config.windows_px)
    return (
        f"{loss} plus {config.window_weight:g} times the L1 of its mean over windows of\n"
        f"  {sides} input pixels."
    )


def _target(config: TrainConfig) -> str:
    rim = "is lost" if config.cut_gaussians else "comes back from the cell's mirror image"
    return (
        f"Each cell is a Gaussian of sigma {config.sigma_px:g} px and integral 1; what falls off "
        f"the crop\n  {rim}. The map is learned times {config.target_scale:g}."
    )


def _placing(seen: Augmentation) -> str:
    if seen.symmetries_only:
        return "The eight symmetries of the square."
    return (
        f"Any rotation, flips, zoom {seen.zoom[0]:g} to {seen.zoom[1]:g}, shifts to "
        f"{seen.shift_px:g} px, mirrored beyond the crop\n  with its points; the target is drawn "
        "from the moved points."
    )


def _light(seen: Augmentation) -> str:
    ranges = (
        ("gamma", seen.gamma, (1.0, 1.0), ""),
        ("gain", seen.gain, (1.0, 1.0), ""),
        ("offset", seen.offset, (0.0, 0.0), " of white"),
    )
    changes = [
        f"{name} {low:g} to {high:g}{unit}"
        for name, (low, high), none, unit in ranges
        if (low, high) != none
    ]
    if seen.blur_probability:
        low, high = seen.blur_sigma_px
        often = f"{100 * seen.blur_probability:g} % of the pictures"
        changes.append(f"\n  blur of sigma {low:g} to {high:g} px in {often}")
    if seen.noise:
        changes.append(f"noise to {seen.noise:g} of white")
    return f"Photometry: {', '.join(changes)}.".replace(" \n", "\n") if changes else ""


def _fields_and_veils(seen: Augmentation) -> str:
    told = []
    if seen.empty_probability:
        told.append(
            f"In {100 * seen.empty_probability:g} % of the pictures a dark field without cells "
            "takes the crop's place."
        )
    low, high = HAZE_SIGMA_PX
    if seen.haze_probability:
        told.append(
            f"In {100 * seen.haze_probability:g} % it is the crop itself, blurred by {low:g} to "
            f"{high:g} px\n  and dimmed, in which no cell is to be found."
        )
    if seen.veil_probability:
        told.append(
            f"Through {100 * seen.veil_probability:g} % of the others another crop shines,\n"
            "  blurred and dimmed alike."
        )
    return " ".join(told)
