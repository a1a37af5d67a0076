from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from melcount_app.core.profile import OVERLAPPING, PARTS, Phase, Stopwatch, profile_table


def test_that_the_time_of_a_block_is_added_to_its_phase(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([10.0, 12.5, 20.0, 21.0])
    monkeypatch.setattr("time.perf_counter", lambda: next(clock))
    stopwatch = Stopwatch()
    for _ in range(2):
        with stopwatch.time(Phase.READING):
            pass
    assert stopwatch.seconds(Phase.READING) == 3.5
    assert stopwatch.seconds(Phase.NETWORK) == 0


def test_that_a_block_that_fails_is_timed_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([1.0, 3.0])
    monkeypatch.setattr("time.perf_counter", lambda: next(clock))
    stopwatch = Stopwatch()
    with pytest.raises(OSError, match="gone"), stopwatch.time(Phase.READING):
        raise OSError("gone")
    assert stopwatch.seconds(Phase.READING) == 2


def test_that_the_time_of_all_threads_is_added_up() -> None:
    stopwatch = Stopwatch()

    def work() -> None:
        for _ in range(1000):
            stopwatch.add(Phase.NETWORK, 1.0)

    with ThreadPoolExecutor(4) as threads:
        for _ in range(4):
            threads.submit(work)
    assert stopwatch.seconds(Phase.NETWORK) == 4000


def test_that_the_table_names_every_phase_and_what_is_left() -> None:
    stopwatch = Stopwatch()
    for phase, seconds in (
        (Phase.PREPARING, 2.0),
        (Phase.COARSE, 1.5),
        (Phase.COUNTING, 5.0),
        (Phase.NETWORK, 9.0),
        (Phase.WAITING, 1.0),
    ):
        stopwatch.add(phase, seconds)
    table = profile_table(stopwatch, 7.25)
    rows = {line[:27].strip(): line[27:].split() for line in table}
    assert rows.keys() >= set(Phase)
    assert rows["coarse levels"] == ["1.50"]
    assert rows["network"] == ["9.00"]
    assert rows["rest"] == ["0.25"]
    assert rows["in all"] == ["7.25"]
    assert table[-1] == "the network waited for tiles 10.0% of its time"
    assert len({len(line) for line in table[:-1] if line[35:]}) == 1  # busy seconds end flush


def test_that_every_phase_has_one_place_in_the_table() -> None:
    named = [*PARTS, *(part for parts in PARTS.values() for part in parts)]
    assert sorted(named) == sorted(Phase)
    assert OVERLAPPING.issubset(PARTS[Phase.COUNTING])
