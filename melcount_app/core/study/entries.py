"""What is known of the scans of a study without their outlines, overviews and density maps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from melcount_app.core.errors import ScanError
from melcount_app.core.protocol import Protocol
from melcount_app.core.standing import (
    GROWN,
    CountHead,
    EditsHead,
    FileHead,
    Standing,
    State,
    is_measured,
    why_not,
)
from melcount_app.core.study.kept import Exclusion
from melcount_app.core.study.scans import StudyScan
from melcount_app.core.terms import terms_of

APPLYING = (State.COUNTED, State.UNMEASURED)
"""States of scans whose count applies, as far as is known without its density map."""


@dataclass(frozen=True, slots=True)
class Damage:
    """What a study keeps of a scan is damaged.

    Attributes:
        sentence: what, and what to do.
        loses_edits: whether outline and regions are lost, so that it is not counted again without
            a word.
    """

    sentence: str
    loses_edits: bool


@dataclass(frozen=True, slots=True)
class ScanEntry:
    """A scan with the heads of all that a study keeps of it.

    Attributes:
        scan: of the study.
        file: of what is known of its file; None where nobody opened it.
        edits: of its edits; None without any.
        count: of its count; None without one.
        damage: of what is kept of it; None where all can be read. That of its line in the list
            the scan tells.
        exclusion: that the user leaves it out; None where it is not left out.
    """

    scan: StudyScan
    file: FileHead | None = None
    edits: EditsHead | None = None
    count: CountHead | None = None
    damage: Damage | None = None
    exclusion: Exclusion | None = None

    @property
    def waits_for_user(self) -> str:
        """What is damaged that only the user can put right, as a sentence; empty for nothing."""
        if self.scan.damage:
            return self.scan.damage
        damage = self.damage
        return damage.sentence if damage is not None and damage.loses_edits else ""


def standing_of(entry: ScanEntry, protocol: Protocol | None) -> Standing:
    """What a scan has come to: one rule for the list, the batch and the reports.

    Args:
        entry: of the scan.
        protocol: what scans are counted with; None accepts whatever was used. See
            `protocol_in_force`.
    """
    if entry.scan.damage:
        return Standing(State.FAILED, entry.scan.damage)
    if entry.scan.failure:
        return Standing(State.FAILED, entry.scan.failure)
    if entry.damage is not None:
        state = State.FAILED if entry.damage.loses_edits else State.STALE
        return Standing(state, entry.damage.sentence)
    file, edits, head = entry.file, entry.edits, entry.count
    if file is None or edits is None or head is None:
        return Standing(State.NEW if edits is None else State.OUTLINED)
    try:
        terms = terms_of(file.terms, edits, protocol)
    except ScanError as error:  # it has no channel of the protocol's name
        return Standing(State.STALE, str(error))
    why = why_not(head, entry.scan.fingerprint, terms)
    if why:
        return Standing(State.STALE, why)
    if not is_measured(head, terms, edits.outline):
        return Standing(State.UNMEASURED)
    if not head.is_whole:
        return Standing(State.STALE, GROWN)
    return Standing(State.COUNTED, head=head)


def protocol_in_force(entries: Iterable[ScanEntry], protocol: Protocol | None) -> Protocol | None:
    """What scans are counted with: where nothing was fixed, the model of the first that counts.

    Args:
        entries: of all scans of a study, in the order of the list.
        protocol: of the study.

    Returns:
        None where nothing was fixed and no count applies.
    """
    if protocol is not None:
        return protocol
    for entry in entries:
        head = entry.count
        if head is not None and standing_of(entry, None).state in APPLYING:
            return Protocol(head.model, head.model, head.model_sha256)
    return None
