"""The commands about studies, as a user types them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import openpyxl
import pytest
import typer
from typer.testing import CliRunner, Result

from melcount_app.cli import app
from melcount_app.core.plan import Assignment, Role
from melcount_app.core.study import Study

NOBODY = 65534

WriteScan = Callable[..., Path]
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "results"


@pytest.fixture
def add(write_scan: WriteScan, tmp_path: Path) -> Callable[..., Path]:
    """Writes a scan into the folder `skin`; its content depends on the seed alone."""

    def write(place: str, seed: int = 0, um_per_px: float | None = 1.8092) -> Path:
        path = tmp_path / "skin" / place
        path.parent.mkdir(parents=True, exist_ok=True)
        green = np.random.default_rng(seed).integers(30, 60, (60, 80)).astype(np.uint8)
        return Path(write_scan(green, um_per_px, name=f"new-{seed}.tif").replace(path))

    return write


@pytest.fixture
def folder(add: Callable[..., Path], tmp_path: Path) -> Path:
    """Two conditions of two samples."""
    for seed, place in enumerate(("untreated/a 1", "untreated/a 2", "msh/b 1", "msh/b 2")):
        add(f"{place}.tif", seed)
    return tmp_path / "skin"


@pytest.fixture
def melcount(folder: Path, out: Path, linear_model: Path) -> Callable[..., Result]:
    """Runs the batch on the folder, with the linear model."""

    def run(*options: object) -> Result:
        words = ["batch", folder, "--out", out, "--model", linear_model, *options]
        return CliRunner().invoke(app, [str(word) for word in words])

    return run


Run = Callable[..., Result]


def plan_in(out: Path) -> list[tuple[str, str, str]]:
    with Study.open(out / "skin.melcount") as study:
        return [(scan.path.name, scan.condition, scan.replicate) for scan in study.scans.all()]


def roles_in(out: Path) -> dict[str, Role]:
    with Study.open(out / "skin.melcount") as study:
        return study.plan.roles()


def test_that_a_folder_is_counted_as_a_study(melcount: Run, out: Path) -> None:
    result = melcount()
    assert result.exit_code == 0, result.output
    assert plan_in(out) == [
        ("b 1.tif", "msh", "1"),
        ("b 2.tif", "msh", "2"),
        ("a 1.tif", "untreated", "1"),
        ("a 2.tif", "untreated", "2"),
    ]
    assert roles_in(out) == {"untreated": Role.CONTROL, "msh": Role.TEST}
    assert openpyxl.load_workbook(out / "untreated" / "a 1.xlsx").sheetnames
    assert "[4/4] untreated/a 2.tif: " in result.output
    assert "4 of 4 scans are counted" in result.output
    for name in ("skin - summary", "untreated", "msh"):
        assert openpyxl.load_workbook(out / f"{name}.xlsx").sheetnames
        assert f"written: {out / name}.xlsx" in result.output


def test_that_the_same_command_again_counts_nothing_again(melcount: Run) -> None:
    assert "was empty" not in melcount().output
    result = melcount()
    assert result.exit_code == 0
    assert "to count: 0, counted earlier: 4" in result.output


def test_that_a_scan_that_came_later_is_counted_and_the_others_stay(
    melcount: Run, out: Path, add: Callable[..., Path]
) -> None:
    melcount()
    with Study.open(out / "skin.melcount") as study:
        study.plan.assign({study.scans.all()[0].key: Assignment("corrected by hand")})
    add("msh/b 3.tif", 9)
    assert "to count: 1, counted earlier: 4" in melcount().output
    assert {condition for _, condition, _ in plan_in(out)} == {
        "corrected by hand",
        "msh",
        "untreated",
    }


def test_that_scans_that_were_moved_are_not_counted_again(
    melcount: Run, out: Path, folder: Path, tmp_path: Path, linear_model: Path
) -> None:
    melcount()
    planned = plan_in(out)
    moved = tmp_path / "archive"
    folder.rename(moved)
    (moved / "msh").rename(moved / "of last year")
    study = out / "skin.melcount"
    words = ["batch", moved, "--out", out, "--model", linear_model, "--study", study]
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert "to count: 0, counted earlier: 4" in result.output
    assert plan_in(out) == planned


def test_that_a_study_that_another_window_has_is_taken_over_on_request(
    melcount: Run, out: Path
) -> None:
    out.mkdir()
    with Study.open(out / "skin.melcount"):
        refused = melcount()
        assert refused.exit_code == 2
        assert "is open in another window" in refused.output
        assert melcount("--take-over").exit_code == 0


def test_that_reports_are_written_as_asked_for(melcount: Run, out: Path, tmp_path: Path) -> None:
    assert melcount("--no-reports").exit_code == 0
    assert not list(out.glob("*.xlsx"))
    words = ["report", str(out / "skin.melcount"), "--out", str(tmp_path / "r"), "--csv", "--pdf"]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0, result.output
    endings = sorted(path.suffix for path in (tmp_path / "r").iterdir())
    assert endings == [".csv", ".pdf", ".pdf", ".pdf", ".xlsx", ".xlsx", ".xlsx"]
    french = CliRunner().invoke(app, [*words[:4], "--lang", "fr"])
    assert "skin - synthèse.xlsx" in french.output


def test_that_a_report_that_cannot_be_replaced_is_told(melcount: Run, out: Path) -> None:
    melcount()
    (out / "msh.xlsx").chmod(0o444)
    assert "could not be replaced; written as msh (2).xlsx" in melcount().output


def test_that_a_report_of_no_study_is_one_sentence(tmp_path: Path) -> None:
    missing = tmp_path / "missing.melcount"
    result = CliRunner().invoke(app, ["report", str(missing), "--out", str(tmp_path / "r")])
    assert result.exit_code == 2
    assert "There is no study" in result.output
    assert not missing.exists()


def test_that_conditions_with_one_sample_or_none_that_worked_are_reported(
    melcount: Run, out: Path, folder: Path
) -> None:
    (folder / "untreated" / "a 2.tif").unlink()
    for path in (folder / "msh").iterdir():
        path.write_bytes(b"no scan")
    result = melcount()
    assert result.exit_code == 2
    assert "look: “untreated” has one sample only." in result.output
    for name in ("skin - summary", "untreated", "msh"):
        assert openpyxl.load_workbook(out / f"{name}.xlsx").sheetnames


def test_that_a_failure_is_said_and_only_failures_are_counted_again(
    melcount: Run, folder: Path, add: Callable[..., Path]
) -> None:
    (folder / "msh" / "b 1.tif").write_bytes(b"no scan")
    first = melcount()
    assert first.exit_code == 2
    assert "look: msh/b 1.tif: “b 1.tif” is not an image" in first.output
    assert "msh/b 1.tif: failed: “b 1.tif” is not an image" in first.output
    assert "--retry-failed counts them again" in first.output
    assert "to count: 0, counted earlier: 3, failed earlier: 1" in melcount().output
    add("msh/b 1.tif", 7)
    again = melcount("--retry-failed")
    assert again.exit_code == 0, again.output
    assert "to count: 1, counted earlier: 3" in again.output


def test_that_a_scan_replaced_since_it_was_planned_needs_the_users_word(
    melcount: Run, folder: Path, add: Callable[..., Path]
) -> None:
    bad = folder / "msh" / "b 1.tif"
    planned = bad.read_bytes()
    bad.write_bytes(b"no scan")
    melcount()
    bad.write_bytes(planned)
    melcount("--retry-failed")
    with Study.open(folder.parent / "results" / "skin.melcount") as study:
        key = study.scans.all()[0].key
        study.scans.set_failure(key, "again")
    add("msh/b 1.tif", 7)
    refused = melcount("--retry-failed")
    assert refused.exit_code == 2
    assert "“b 1.tif” is not the file that was planned" in refused.output
    assert melcount("--retry-failed", "--accept-changed").exit_code == 0


def test_that_a_dry_run_shows_the_plan_and_writes_nothing(
    melcount: Run, out: Path, add: Callable[..., Path]
) -> None:
    add("msh/b 3.tif", 5, um_per_px=None)
    add("top.tif", 6)
    result = melcount("--dry-run")
    assert result.exit_code == 0, result.output
    rows = [line.split() for line in result.output.splitlines()]
    assert rows[2][:9] == ["msh", "test", "1", "msh/b", "1.tif", "80", "×", "60", "1.8092"]
    assert "“top.tif” lies in no sub-folder." in result.output
    assert "look: These scans tell no pixel size: b 3.tif." in result.output
    assert "look: “untreated” has 2 samples" in result.output
    assert not out.exists()


def test_that_look_alikes_are_pointed_out_and_become_one_on_request(
    melcount: Run, add: Callable[..., Path]
) -> None:
    add("M.S.H/b 1.tif", 5)
    told = melcount("--dry-run").output
    assert "look: These conditions look alike: “M.S.H”, “msh”." in told
    assert "note: --join-alike makes" in told
    joined = melcount("--dry-run", "--join-alike").output
    rows = [line.split()[:3] for line in joined.splitlines()]
    assert ["msh", "test", "1"] in rows
    assert "look alike" not in joined


def test_that_the_control_is_found_by_a_name_that_reads_the_same(
    melcount: Run, add: Callable[..., Path]
) -> None:
    add("Te\N{COMBINING ACUTE ACCENT}moin/b 1.tif", 5)
    output = melcount("--dry-run", "--control", "TÉMOIN").output
    assert "Témoin" in output
    assert "more than one control" not in output


def test_that_concerns_are_told_before_anything_is_counted(melcount: Run, folder: Path) -> None:
    (folder / "msh" / "b 2.tif").write_bytes((folder / "msh" / "b 1.tif").read_bytes())
    output = melcount().output
    assert 0 < output.index("look: These files hold the same scan") < output.index("[1/4]")


@pytest.mark.parametrize(
    ("options", "conditions"),
    [
        (["--pattern", "{condition} {replicate}"], {"a", "b"}),
        (["--regex", r"(?P<condition>[ab]) (?P<replicate>\d)"], {"a", "b"}),
    ],
)
def test_that_the_user_may_say_how_names_tell_the_plan(
    melcount: Run, out: Path, options: list[str], conditions: set[str]
) -> None:
    assert melcount(*options).exit_code == 0
    assert {condition for _, condition, _ in plan_in(out)} == conditions


def test_that_a_table_tells_the_plan(melcount: Run, out: Path, tmp_path: Path) -> None:
    table = tmp_path / "plan.csv"
    table.write_text(
        "fichier;condition;dose;réplicat;rôle\nmsh/b 1.tif;acide;10 uM;7;essai\nb 2;x;;1;témoin\n",
        encoding="cp1252",
    )
    result = melcount("--plan", table)
    assert plan_in(out)[:2] == [("b 1.tif", "acide 10 µM", "7"), ("b 2.tif", "x", "1")]
    assert roles_in(out) == {"acide 10 µM": Role.TEST, "x": Role.CONTROL}
    assert "Nobody said what was done to these samples: a 1.tif, a 2.tif." in result.output


def test_that_the_user_names_the_control(melcount: Run, out: Path) -> None:
    assert melcount("--control", "MSH").exit_code == 0
    assert roles_in(out) == {"untreated": Role.TEST, "msh": Role.CONTROL}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--control", "placebo"], "no condition “placebo” for the control. Use one of: msh, unt"),
        (["--pattern", "{colour}"], "There is no field “colour”"),
        (["--regex", "("], "not a regular expression"),
        (["--plan", "missing.xlsx"], "missing.xlsx cannot be read"),
        (["--pattern", "{condition}", "--regex", "(?P<dose>.)"], "Give only one of --plan"),
        (["--protocol", "missing.json"], "missing.json is not a protocol"),
        (["--model", "nowhere"], "nowhere"),
        (["--scheduler", "tcp://127.0.0.1:1"], "tcp://127.0.0.1:1"),
    ],
)
def test_that_an_option_that_cannot_be_used_is_one_sentence(
    melcount: Run, options: list[str], said: str
) -> None:
    result = melcount(*options)
    assert result.exit_code == 2
    assert said in result.output
    assert "Traceback" not in result.output


def test_that_a_protocol_is_written_and_used_for_another_study(
    melcount: Run, out: Path, tmp_path: Path, linear_model: Path
) -> None:
    file = tmp_path / "p.json"
    words = ["protocol", "--model", linear_model, "--um-per-px", 1.7, "--channel", "red"]
    written = CliRunner().invoke(app, [str(w) for w in (*words, "--name", "ours", "--out", file)])
    assert written.exit_code == 0, written.output
    assert melcount("--protocol", file).exit_code == 0
    facts = json.loads((out / "msh" / "b 1.json").read_text(encoding="utf-8"))
    assert (facts["um_per_px"], facts["channel"]) == (1.7, "red")
    with Study.open(out / "skin.melcount") as study:
        protocol = study.terms.protocol()
    assert protocol is not None
    assert protocol.name == "ours"
    assert "Leave out --um-per-px" in melcount("--protocol", file, "--channel", "green").output
    assert melcount().exit_code == 0
    assert "is another" in melcount("--um-per-px", 1.6).output


def test_that_a_folder_without_scans_is_one_sentence(tmp_path: Path, out: Path) -> None:
    for name, said in (("empty", "There are no scans in the folder"), ("gone", "is no folder")):
        (tmp_path / "empty").mkdir(exist_ok=True)
        result = CliRunner().invoke(app, ["batch", str(tmp_path / name), "--out", str(out)])
        assert result.exit_code == 2
        assert said in result.output
        assert len(result.output.splitlines()) == 1
        assert not out.exists()


def test_that_a_study_that_a_window_writes_is_left_alone(melcount: Run, out: Path) -> None:
    out.mkdir()
    with Study.open(out / "skin.melcount"):
        result = melcount()
    assert result.exit_code == 2
    assert "is open in another window" in result.output


@pytest.fixture
def protected() -> Iterator[Path]:
    """A folder that this process may not write into, even if run by root."""
    user = os.geteuid()
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o555)
        os.seteuid(user or NOBODY)
        try:
            yield Path(name)
        finally:
            os.seteuid(user)
            Path(name).chmod(0o755)


@posix
def test_that_a_folder_that_cannot_be_written_is_one_sentence(
    protected: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from melcount_app.core.paths import resources_folder

    words = ["batch", str(resources_folder()), "--out", str(protected / "out")]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 2
    assert "Nothing can be written to" in result.output
    assert len(result.output.splitlines()) == 1


def test_that_names_that_the_terminal_has_no_letters_for_do_not_stop_a_batch(
    add: Callable[..., Path], tmp_path: Path, out: Path, linear_model: Path
) -> None:
    name = "peau été 🧫; n°1 " + "x" * 100 + ".tif"
    add(f"témoin/{name}")
    command = [sys.executable, "-m", "melcount_app", "batch", str(tmp_path / "skin")]
    said = subprocess.run(
        [*command, "--out", str(out), "--model", str(linear_model)],
        check=False,
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "cp1252"},
    )
    assert said.returncode == 0, said.stderr
    assert f"[1/1] témoin/peau été ?; n°1 {'x' * 100}.tif: ".encode("cp1252") in said.stdout
    assert (out / "témoin" / f"{Path(name).stem}.xlsx").exists()


def test_that_no_command_hides_another() -> None:
    names = typer.main.get_group(app).commands
    assert {"open", "count", "models", "batch", "protocol", "report", "train"} <= set(names)
