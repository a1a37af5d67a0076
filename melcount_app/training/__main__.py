"""Commands of the training package: `python -m melcount_app.training --help`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from melcount_app.core.errors import MelcountError
from melcount_app.training.card import TrainingFacts
from melcount_app.training.config import TrainConfig
from melcount_app.training.dataset import read_crops
from melcount_app.training.evaluate import (
    CountErrors,
    count_empty_fields,
    cross_validate,
    fold_folder,
    split_folds,
    train_fold,
)
from melcount_app.training.export import export_model
from melcount_app.training.train import (
    EpochTrained,
    load_network,
    train,
    use_threads,
)

app = typer.Typer(add_completion=False, no_args_is_help=True, help=__doc__)

EPOCHS = TrainConfig().epochs

Data = Annotated[Path, typer.Option(help="Folder with images/ and points.csv or labels/.")]
Runs = Annotated[Path, typer.Option(help="Folder of the training runs.")]
Epochs = Annotated[int, typer.Option(help="How many times every crop is seen.")]
Folds = Annotated[int, typer.Option(help="Folds over whole crops.")]
Threads = Annotated[int, typer.Option(help="Threads of the arithmetic.")]


@app.command(name="train")
def train_command(data: Data, runs: Runs, epochs: Epochs = EPOCHS, threads: Threads = 1) -> None:
    """Train the final network on all crops, into RUNS/final; started again, it goes on."""
    use_threads(threads)
    config = TrainConfig(epochs=epochs)
    for event in train(read_crops(data), config, runs / "final"):
        _report("final", event)


@app.command()
def crossvalidate(
    data: Data,
    runs: Runs,
    epochs: Epochs = EPOCHS,
    folds: Folds = 5,
    fold: Annotated[list[int] | None, typer.Option(help="Only these folds, from 0.")] = None,
    threads: Threads = 1,
) -> None:
    """Train one network per fold, into RUNS/fold_N, and print the errors; it can go on."""
    use_threads(threads)
    crops = read_crops(data)
    config = TrainConfig(epochs=epochs)
    for number, split in enumerate(split_folds(len(crops), folds)):
        if fold is None or number in fold:
            for event in train_fold(crops, split, config, fold_folder(runs, number)):
                _report(f"fold {number}", event)
    if fold is None:
        validation = cross_validate(crops, runs, folds)
        for number, errors in enumerate(validation.per_fold):
            _report_errors(f"fold {number}", errors)
        _report_errors("all", validation.overall)


@app.command()
def export(
    data: Data,
    runs: Runs,
    model: Annotated[Path, typer.Option(help="Model folder to write.")],
    folds: Folds = 5,
    threads: Threads = 1,
) -> None:
    """Write the network of RUNS/final and its cross-validated errors as a model folder."""
    use_threads(threads)
    crops = read_crops(data)
    final = runs / "final"
    config, network = TrainConfig.load(final), load_network(final)
    facts = TrainingFacts.of(
        crops,
        sum(parameter.numel() for parameter in network.parameters()),
        count_empty_fields(network, config),
    )
    exported = export_model(final, model, facts, cross_validate(crops, runs, folds))
    typer.echo(
        f"{exported.folder}: ONNX differs from torch by {exported.largest_difference:.1e} at most"
    )


def _report(run: str, event: EpochTrained) -> None:
    typer.echo(
        f"{run}: epoch {event.epoch} of {event.epochs}, "
        f"loss {event.loss:.4f}, {event.seconds:.1f} s"
    )


def _report_errors(crops: str, errors: CountErrors) -> None:
    typer.echo(
        f"{crops}: {errors.n} crops, {errors.cells} cells, T_err {100 * errors.T_err:.2f} %, "
        f"A_err {100 * errors.A_err:.2f} %, bias {100 * errors.bias:+.2f} %, "
        f"inner bias {100 * errors.inner_bias:+.2f} %, MAE {errors.mae:.2f} cells"
    )


def main() -> None:
    """Run a command; an error that the user can mend is one sentence and exit code 2."""
    try:
        app()
    except MelcountError as error:
        typer.echo(str(error), err=True)
        raise SystemExit(2) from error


if __name__ == "__main__":
    main()
