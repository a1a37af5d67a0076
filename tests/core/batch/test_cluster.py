"""A batch on a cluster comes to the same as one on this machine, whatever happens to workers."""

from __future__ import annotations

import dataclasses
import json
import logging
import os
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import dask
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
    ScanStarted,
    cluster_task,
    run_batch,
)
from melcount_app.core.batch import cluster as cluster_module
from melcount_app.core.batch.cluster_task import Accord
from melcount_app.core.batch.jobs import ScanJob
from melcount_app.core.errors import ClusterError, OutputError
from melcount_app.core.paths import default_model
from melcount_app.core.protocol import Protocol
from melcount_app.core.study import Study

AddScan = Callable[..., Path]
SCANS = 6
DEADLINE_S = 30.0


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCluster]:
    """Two workers, each a process, that are started anew when they die."""
    with LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        dashboard_address=":0",
        local_directory=str(tmp_path_factory.mktemp("workers")),
        silence_logs=logging.CRITICAL,
    ) as running:
        yield running


@pytest.fixture
def away(request_: BatchRequest, cluster: LocalCluster) -> BatchRequest:
    """To count the folder on the cluster."""
    return dataclasses.replace(request_, scheduler=cluster.scheduler_address)


def keys_of(events: Sequence[object], kind: type[ScanDone | ScanStarted | ScanFailed]) -> list[int]:
    return [event.key for event in events if isinstance(event, kind)]


def add(study: Study, add_scan: AddScan, count: int = SCANS) -> list[int]:
    paths = [add_scan(f"{seed % 2}/{seed}.tif", seed) for seed in range(count)]
    return [scan.key for scan in study.scans.add_all(paths)]


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
    for scan, twin in zip(one.scans.all(), other.scans.all(), strict=True):
        counted, again = one.counts.of(scan.key), other.counts.of(twin.key)
        assert counted is not None
        assert again is not None
        assert np.array_equal(counted.density.values, again.density.values)
        assert np.array_equal(counted.density.counted, again.density.counted)
        assert counted.request == again.request
        assert one.edits.of(scan.key) == other.edits.of(twin.key)
        assert one.entry(scan.key).count == other.entry(twin.key).count
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
            psutil.Process(victim).kill()
    assert victim
    assert sorted(keys_of(found, ScanDone)) == keys
    assert sorted(keys_of(found, ScanStarted)) == keys
    assert not keys_of(found, ScanFailed)
    with Study.open(tmp_path / "here.melcount") as here:
        here.scans.add_all(scan.path for scan in study.scans.all())
        out = tmp_path / "here"
        list(run_batch(here, dataclasses.replace(request_, out=out)))
        assert_same(here, study)
    assert results(out) == results(away.out)
    assert len(list(away.out.rglob("*.*"))) == 4 * SCANS


def test_that_a_crash_costs_that_scan_and_not_the_worker(
    study: Study, away: BatchRequest, add_scan: AddScan
) -> None:
    keys = add(study, add_scan, 3)
    found: list[object] = []
    workers = set()
    for event in run_batch(study, away):
        found.append(event)
        if isinstance(event, ScanStarted):
            workers.add(worker := worker_at(away.scheduler, event.key))
            if event.key == keys[0]:
                kill_child(worker)
    assert keys_of(found, ScanFailed) == [keys[0]]
    assert "the program failed" in study.scans.all()[0].failure
    assert sorted(keys_of(found, ScanDone)) == keys[1:]
    assert all(psutil.pid_exists(worker) for worker in workers)


def counting(worker: int) -> list[psutil.Process]:
    """The processes that count for a worker."""
    return [
        child
        for child in psutil.Process(worker).children()
        if any("spawn_main" in word for word in child.cmdline())
    ]


def kill_child(worker: int) -> None:
    until = time.monotonic() + DEADLINE_S
    while not (children := counting(worker)) and time.monotonic() < until:
        pass
    children[0].kill()


def test_that_a_cancelled_batch_goes_on_where_it_was(
    study: Study, away: BatchRequest, add_scan: AddScan
) -> None:
    keys = add(study, add_scan, 4)
    control = Control()
    found: list[object] = []
    for event in run_batch(study, away, control):
        found.append(event)
        if isinstance(event, ScanDone):
            control.cancel()
    assert found[-1] == BatchEnded(is_cancelled=True)
    assert not keys_of(found, ScanFailed)
    assert keys_of(found, ScanDone) != keys
    again = list(run_batch(study, away))
    assert sorted(keys_of(found, ScanDone) + keys_of(again, ScanDone)) == keys


def test_that_a_paused_batch_hands_out_no_scans(
    study: Study, away: BatchRequest, add_scan: AddScan
) -> None:
    keys = add(study, add_scan, 4)
    control = Control()
    found: list[object] = []

    def run() -> None:
        for event in run_batch(study, away, control):
            found.append(event)
            if len(keys_of(found, ScanStarted)) == 1:
                control.pause()

    batch = threading.Thread(target=run)
    batch.start()
    with Client(away.scheduler, set_as_default=False) as client:
        until = time.monotonic() + DEADLINE_S
        while time.monotonic() < until and not (
            keys_of(found, ScanDone) and not any(client.processing().values())
        ):
            pass
    assert len(keys_of(found, ScanDone)) <= 2
    control.go_on()
    batch.join(DEADLINE_S)
    assert sorted(keys_of(found, ScanDone)) == keys


def test_that_results_that_cannot_be_written_end_the_batch(
    study: Study, away: BatchRequest, add_scan: AddScan
) -> None:
    (key,) = add(study, add_scan, 1)
    away.out.mkdir()
    (away.out / "0").write_text("no folder")
    with pytest.raises(OutputError, match="Choose another folder"):
        list(run_batch(study, away))
    assert study.scans.all()[0].failure == ""
    assert study.counts.of(key) is None


def test_that_workers_of_another_version_are_refused(
    study: Study, away: BatchRequest, add_scan: AddScan, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(study, add_scan, 1)
    monkeypatch.setattr(melcount_app, "__version__", "9.9")
    with pytest.raises(ClusterError, match=r"has melcount .*, not 9\.9\. Install the same"):
        list(run_batch(study, away))
    assert study.scans.all()[0].failure == ""


def test_that_a_cluster_that_is_lost_ends_the_batch(
    study: Study, request_: BatchRequest, add_scan: AddScan, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(study, add_scan, 2)
    monkeypatch.setattr(cluster_module, "CONNECT_S", 1.0)
    options = {"dashboard_address": ":0", "silence_logs": logging.CRITICAL}
    with LocalCluster(n_workers=1, **options) as brief:
        events = run_batch(study, dataclasses.replace(request_, scheduler=brief.scheduler_address))
        assert any(isinstance(event, ScanStarted) for event in events)
        brief.close()
        with pytest.raises(ClusterError, match=r"was lost\. Check that its scheduler runs"):
            list(events)
    assert not any(scan.failure for scan in study.scans.all())


def test_that_a_scan_that_kills_all_workers_costs_that_scan_only(
    study: Study, request_: BatchRequest, add_scan: AddScan
) -> None:
    keys = add(study, add_scan, 2)
    found: list[object] = []
    options = {"dashboard_address": ":0", "silence_logs": logging.CRITICAL}
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 0}),
        LocalCluster(n_workers=1, **options) as harsh,
    ):
        away = dataclasses.replace(request_, scheduler=harsh.scheduler_address)
        for event in run_batch(study, away):
            found.append(event)
            if event == ScanStarted(keys[0]):
                psutil.Process(worker_at(away.scheduler, keys[0])).kill()
    assert keys_of(found, ScanFailed) == [keys[0]]
    assert "every worker that counted it died" in study.scans.all()[0].failure
    assert keys_of(found, ScanDone) == [keys[1]]


def test_that_a_batch_with_nothing_to_do_needs_no_cluster(
    study: Study, request_: BatchRequest
) -> None:
    found = list(run_batch(study, dataclasses.replace(request_, scheduler="tcp://127.0.0.1:1")))
    assert found[-1] == BatchEnded(is_cancelled=False)


def test_that_a_cluster_without_workers_is_given_up(
    study: Study, request_: BatchRequest, add_scan: AddScan
) -> None:
    add(study, add_scan, 1)
    with LocalCluster(n_workers=0, dashboard_address=":0") as empty:
        away = dataclasses.replace(
            request_, scheduler=empty.scheduler_address, limits=Limits(silence_s=0.0)
        )
        with pytest.raises(ClusterError, match="has no workers"):
            list(run_batch(study, away))


@pytest.mark.parametrize("scheduler", ["tcp://127.0.0.1:1", "nonsense", "tcp://h:x", "tcp://[:1"])
def test_that_a_scheduler_that_is_not_there_is_said(
    study: Study,
    request_: BatchRequest,
    add_scan: AddScan,
    scheduler: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    add(study, add_scan, 1)
    monkeypatch.setattr(cluster_module, "CONNECT_S", 0.5)
    with pytest.raises(ClusterError, match="No scheduler answers at"):
        list(run_batch(study, dataclasses.replace(request_, scheduler=scheduler)))
    assert study.scans.all()[0].failure == ""


def test_that_something_else_that_listens_is_no_scheduler(
    study: Study, request_: BatchRequest, add_scan: AddScan, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(study, add_scan, 1)
    monkeypatch.setattr(cluster_module, "CONNECT_S", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as server:
        away = dataclasses.replace(request_, scheduler=f"tcp://127.0.0.1:{server.getsockname()[1]}")
        with pytest.raises(ClusterError, match="No scheduler answers at"):
            list(run_batch(study, away))


def test_that_a_missing_package_is_said(
    study: Study, request_: BatchRequest, add_scan: AddScan, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(study, add_scan, 1)
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClusterError, match="needs the package distributed"):
        list(run_batch(study, dataclasses.replace(request_, scheduler="tcp://127.0.0.1:8786")))


def test_that_a_worker_that_does_not_see_the_scans_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ClusterError, match="does not see the folder"):
        Accord.here(tmp_path / "elsewhere").check()


def test_that_a_worker_that_sees_an_empty_place_of_a_drive_is_refused(tmp_path: Path) -> None:
    """A scan that the writer does not see either is the fault of that scan alone."""
    scan = tmp_path / "1.tif"
    Accord.here(tmp_path).on(scan).check()
    scan.write_bytes(b"")
    accord = Accord.here(tmp_path).on(scan)
    accord.check()
    scan.unlink()
    with pytest.raises(ClusterError, match=r"sees the folder .*, but not “1\.tif” in it"):
        accord.check()


@pytest.fixture
def job(linear_model: Path, tmp_path: Path) -> ScanJob:
    """A scan to count with a model of the user's own."""
    protocol = Protocol.of(linear_model)
    return ScanJob(1, tmp_path / "1.tif", "", None, protocol, linear_model, tmp_path, "1")


def test_that_a_worker_finds_the_model_by_its_content(job: ScanJob, tmp_path: Path) -> None:
    shipped = dataclasses.replace(
        job, protocol=Protocol.of(default_model()), model=tmp_path / "only where the writer is"
    )
    assert cluster_task._model(job) == job.model
    assert cluster_task._model(shipped) == default_model()
    with pytest.raises(ClusterError, match="lacks the model linear"):
        cluster_task._model(dataclasses.replace(job, model=tmp_path))


def test_that_a_process_that_waited_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_task, "IDLE_S", 0.0)
    before = set(threading.enumerate())
    with cluster_task._process(Limits()) as process:
        pass
    for thread in set(threading.enumerate()) - before:
        thread.join(DEADLINE_S)
    assert process not in cluster_task._idle
