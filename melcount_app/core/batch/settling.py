"""What a batch decides for all scans before it counts the first: their channel, and their white."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from melcount_app.core.apart import glance_apart
from melcount_app.core.batch.control import Control
from melcount_app.core.errors import ScanError
from melcount_app.core.plan import Concern, ScanFacts, Settled, about_what_is_counted, settle
from melcount_app.core.protocol import Protocol
from melcount_app.core.stains import Stains
from melcount_app.core.study import ScanEntry, Study
from melcount_app.core.terms import TermSource, terms_of


@dataclass(frozen=True, slots=True)
class BatchLooking:
    """How many of the scans were looked at of which nobody knows how bright their channels are."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class BatchSettled:
    """It is decided what all scans are counted by.

    Attributes:
        protocol: that holds for the study from now on.
        settled: what was decided, and why.
        concerns: what may keep scans from being compared.
    """

    protocol: Protocol
    settled: Settled
    concerns: tuple[Concern, ...]


def settling(
    study: Study,
    protocol: Protocol,
    stains: Stains,
    facts: Mapping[Path, ScanFacts],
    control: Control,
) -> Generator[BatchLooking | BatchSettled, None, Protocol | None]:
    """Decide what a protocol leaves open, once for a study.

    A study that was counted goes on as it was.

    Args:
        study: whose scans are counted.
        protocol: what is asked for.
        stains: what label and other stains are called.
        facts: what is known of its scans besides what the study holds; others are looked at.
        control: to cancel.

    Yields:
        `BatchLooking` before each scan that is looked at, then one `BatchSettled`.

    Returns:
        The protocol that holds; None where it was cancelled.
    """
    kept, entries = study.terms.protocol(), study.entries()
    if kept is not None and protocol.leaves_open(kept):
        return kept
    if kept is not None and any(entry.count for entry in entries):
        return protocol
    glance = partial(glance_apart, stains=stains, pick=protocol.pick)
    found = yield from _looking(entries, facts, glance, control)
    if found is None:
        return None
    settled = settle(found, protocol.channel, stains).under(protocol.white, protocol.black)
    decided = _decided(protocol, settled)
    concerns = tuple(_concerns(found, protocol, stains))
    yield BatchSettled(decided, settled, concerns)
    return decided


def _looking(
    entries: tuple[ScanEntry, ...],
    facts: Mapping[Path, ScanFacts],
    glance: Callable[[Sequence[Path]], Generator[ScanFacts, None, None]],
    control: Control,
) -> Generator[BatchLooking, None, list[ScanFacts] | None]:
    """What is known of scans, after those were looked at of which too little is; None if cancelled.

    Scans that failed earlier are not looked at.
    """
    known = {path.resolve(): each for path, each in facts.items()}
    known |= {entry.scan.path: each for entry in entries if (each := _kept_facts(entry))}
    unknown = [e.scan.path for e in entries if e.scan.path not in known and not e.scan.failure]
    with closing(glance(unknown)) as looked_at:
        for done, path in enumerate(unknown):
            yield BatchLooking(done, len(unknown))
            if control.is_cancelled:
                return None
            known[path] = next(looked_at)
    return [known[entry.scan.path] for entry in entries if entry.scan.path in known]


def _concerns(found: list[ScanFacts], protocol: Protocol, stains: Stains) -> Iterator[Concern]:
    readable = [each for each in found if not each.failure]
    return about_what_is_counted(readable, protocol.channel, stains)


def _decided(protocol: Protocol, settled: Settled) -> Protocol:
    """A protocol that leaves open only what nobody could decide."""
    return dataclasses.replace(
        protocol, channel=settled.channel, white=settled.white, black=settled.black
    )


def _kept_facts(entry: ScanEntry) -> ScanFacts | None:
    """What a study knows of a scan that was opened; None where that is too little."""
    if entry.file is None or not entry.file.terms.brightness:
        return None
    terms = entry.file.terms
    try:
        channel = terms_of(terms, entry.edits, None).channel
    except ScanError:  # the channel that was chosen is no longer there
        return None
    return ScanFacts(
        path=entry.scan.path,
        fingerprint=entry.file.fingerprint,
        pixel_size=terms.pixel_size,
        channels=terms.channels,
        channel=channel.value,
        brightness=terms.brightness,
        is_by_hand=channel.source is TermSource.USER,
    )
