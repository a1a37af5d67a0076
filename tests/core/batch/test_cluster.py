"""A batch on a cluster comes to the same as one on this machine, whatever happens to workers."""

from __future__ import annotations

import dataclasses
import json
import logging
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest
from distributed import Client, LocalCluster

import melcount_app
from melcount_app.core.batch import (
    BatchEnded,
    BatchRequest,
    Control,
    Limits,
    ScanDone,
    ScanFailed,
    ScanProgress,
    ScanStarted,
    run_batch,
)
from melcount_app.core.errors import ClusterError, OutputError
from melcount_app.core.study import Study

AddScan = Callable[..., Path]
SCANS = 6


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCluster]:
    """Two workers, each a process, that are started anew when they die."""
    with LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        dashboard_address=None,
        local_directory=str(tmp_path_factory.mktemp("workers")),
        silence_logs=logging.CRITICAL,
    ) as running:
        yield running


@pytest.fixture
def away(request_: BatchRequest, cluster: LocalCluster) -> BatchRequest:
    """To count the folder on the cluster."""
    return dataclasses.replace(request_, scheduler=cluster.scheduler_address)


def keys_of(events: list[object], kind: type[ScanDone | ScanStarted | ScanFailed]) -> list[int]:
    return [event.key for event in events if isinstance(event, kind)]


def add(study: Study, add_scan: AddScan, count: int = SCANS) -> list[int]:
    paths = [add_scan(f"{seed % 2}/{seed}.tif", seed) for seed in range(count)]
    return [scan.key for scan in study.add_scans(paths)]


def worker_at(scheduler: str, key: int) -> int:
    """Process number of the worker that has a scan in hand."""
    with Client(scheduler, set_as_default=False) as client:
        numbers = client.run(os.getpid)
        (address,) = (
            address
            for address, tasks in client.processing().items()
            if any(str(task).endswith(f"-{key}") for task in tasks)
        )
        return int(numbers[address])


def assert_same(one: Study, other: Study) -> None:
    """Every number that two studies keep of their scans is the same."""
    for scan, twin in zip(one.scans(), other.scans(), strict=True):
        counted, again = one.count(scan.key), other.count(twin.key)
        assert counted is not None
        assert again is not None
        assert np.array_equal(counted.density.values, again.density.values)
        assert np.array_equal(counted.density.counted, again.density.counted)
        assert counted.request == again.request
        assert one.edits(scan.key) == other.edits(twin.key)
        assert one.result(scan.key) == other.result(twin.key)
        assert scan.fingerprint == twin.fingerprint


def results(folder: Path) -> dict[Path, object]:
    """The numbers that were written for programs, by place."""
    return {
        path.relative_to(folder): {**json.loads(path.read_text()), "created": "", "seconds": 0}
        for path in folder.rglob("*.json")
    }


def test_that_a_worker_killed_in_the_middle_costs_nothing(
    study: Study, request_: BatchRequest, away: BatchRequest, add_scan: AddScan, tmp_path: Path
) -> None:
    keys = add(study, add_scan)
    found: list[object] = []
    victim = 0
    for event in run_batch(study, away):
        found.append(event)
        if isinstance(event, ScanStarted) and not victim:
            victim = worker_at(away.scheduler, event.key)
            os.kill(victim, signal.SIGKILL)
    assert victim
    assert sorted(keys_of(found, ScanDone)) == keys
    assert sorted(keys_of(found, ScanStarted)) == keys
    assert not keys_of(found, ScanFailed)
    with Study.open(tmp_path / "here.melcount") as here:
        here.add_scans(scan.path for scan in study.scans())
        out = tmp_path / "here"
        list(run_batch(here, dataclasses.replace(request_, out=out)))
        assert_same(here, study)
    assert results(out) == results(away.out)
    assert len(list(away.out.rglob("*.*"))) == 4 * SCANS
