"""The plan of the study: what was done to each sample, and what conditions are there for."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from melcount_app.core.batch import common_folder
from melcount_app.core.errors import PlanError
from melcount_app.core.model import stains_of
from melcount_app.core.plan import Assignment, FoundScan, Plan, PlannedScan, Role, ScanFacts
from melcount_app.core.stains import Stains
from melcount_app.core.study import (
    Exclusion,
    RenamedCondition,
    Study,
    in_renamed,
    keep_names,
    set_papers,
)
from melcount_app.core.study.exclusions import NO_REASON
from melcount_app.core.study.owner import login, operator
from melcount_app.core.terms import pick_of
from melcount_app.gui.messages import Message, Tone
from melcount_app.gui.session.desk import EditDesk
from melcount_app.gui.session.ground import Ground
from melcount_app.gui.session.plan_cells import PlanCell, PlanField, with_cells
from melcount_app.gui.session.pools import Pool
from melcount_app.gui.session.proposing import (
    PlanSource,
    Proposed,
    naming_channel,
    proposing,
    reading_facts,
    told_source,
)
from melcount_app.gui.undo import Step

PROPOSING, FACTS, NAMING = "propose", "facts", "channel"


class PlanDesk(QObject):
    """The plan, which is changed step by step.

    Attributes:
        changed: assignments or roles are others.
        facts_changed: more is known of the files.
        proposed: a `Proposed`, to look at; nothing has changed yet.
        refused: why no plan can be made, as a sentence.
        folders_renamed: `RenamedCondition`s, of which the user is to say what they are called.
        roles: what conditions are there for, by name.
        notes: what was chosen or passed over in reading it, as sentences.
        facts: what files tell of themselves, of those that were looked at.
    """

    changed = Signal()
    facts_changed = Signal()
    proposed = Signal(object)
    refused = Signal(str)
    folders_renamed = Signal(list)

    def __init__(self, ground: Ground, desk: EditDesk) -> None:
        super().__init__(ground.hall)
        self._ground, self._desk = ground, desk
        study = ground.keeping.study
        self.roles: dict[str, Role] = study.plan.roles() if study is not None else {}
        self.notes: tuple[str, ...] = study.plan.notes() if study is not None else ()
        self.facts: dict[Path, ScanFacts] = {}
        self._proposer = ground.pools.runner(Pool.OPENING)
        self._proposer.happened.connect(self.proposed)
        self._proposer.failed.connect(self._on_refused)
        self._reader = ground.pools.runner(Pool.LISTING)
        ground.looking.serve(self._reader)
        self._reader.happened.connect(self._take_facts)
        self._reader.failed.connect(ground.tell_error)
        self._namer = ground.pools.runner(Pool.KEEPING)
        self._namer.happened.connect(ground.scans.follow)
        self._namer.failed.connect(ground.tell_error)
        self._stains = (ground.model, stains_of(ground.model))
        self._pick = pick_of(None, ground.scans.protocol)
        ground.scans.protocol_changed.connect(self._follow)

    @property
    def present(self) -> Plan:
        """As it stands; conditions of which nobody said it have their likely roles."""
        planned = (PlannedScan(work.path, work.assignment) for work in self._ground.scans)
        return Plan.of(planned, self.roles, notes=self.notes)

    @property
    def assignments(self) -> dict[int, Assignment]:
        """What the plan says of each scan, by key."""
        return {work.key: work.assignment for work in self._ground.scans}

    # What can be asked for

    def propose(self, source: PlanSource, text: str = "") -> None:
        """Make a plan to look at; `proposed` or `refused` follows.

        Args:
            source: what tells the conditions.
            text: pattern, expression, path of a table, or a table itself.
        """
        self._proposer.run(PROPOSING, proposing(self._found(), source, text))

    def read_facts(self) -> None:
        """Look at the files of which nothing is known yet."""
        unknown = [work.path for work in self._ground.scans if work.path not in self.facts]
        if unknown:
            ground, pick = self._ground, pick_of(None, self._ground.scans.protocol)
            events = reading_facts(unknown, ground.looking.looker(), ground.model, pick)
            self._reader.run(FACTS, events)

    @property
    def channel(self) -> str:
        """The channel that the protocol of the study names; empty where it names none."""
        protocol = self._ground.scans.protocol
        return protocol.channel if protocol is not None else ""

    @property
    def stains(self) -> Stains:
        """What label and other stains are called, by the card of the model that counts."""
        if self._stains[0] != self._ground.model:
            self._stains = (self._ground.model, stains_of(self._ground.model))
        return self._stains[1]

    @property
    def white(self) -> tuple[float | None, float | None]:
        """White and black that the protocol of the study names."""
        protocol = self._ground.scans.protocol
        return (protocol.white, protocol.black) if protocol is not None else (None, None)

    @property
    def channels(self) -> tuple[str, ...]:
        """Names of the channels of all scans that were looked at, each once."""
        present = {scan.path for scan in self.present.scans}
        shown: dict[str, str] = {}
        for path, each in self.facts.items():
            for name in each.channels if path in present else ():
                shown.setdefault(name.casefold(), name)
        return tuple(shown.values())

    def name_channel(self, channel: str) -> None:
        """Count this channel of all scans from now on; empty to have it found."""
        keeping = self._ground.keeping
        if channel != self.channel and keeping.study is not None and keeping.is_writable:
            events = naming_channel(keeping.study, self._ground.model, channel)
            self._namer.enqueue(NAMING, events)

    def take(self, text: str, plan: Plan) -> None:
        """Take over a plan of scans of the list, in one step that can be undone."""
        scans = self._ground.scans
        found = ((scans.of(scan.path), scan.assignment) for scan in plan.scans)
        assignments = {work.key: assignment for work, assignment in found if work is not None}
        self.change(text, assignments, plan.roles, plan.notes)

    def name_source(self, proposed: Proposed) -> None:
        """Let the study tell where its plan comes from."""
        told = told_source(proposed)
        self._ground.keeping.keep(
            lambda study: set_papers(study, plan=told, plan_sha256=proposed.sha256)
        )

    def change(
        self,
        text: str,
        assignments: Mapping[int, Assignment],
        roles: Mapping[str, Role] | None = None,
        notes: tuple[str, ...] | None = None,
    ) -> None:
        """Say something else of some scans and conditions, in one step that can be undone.

        Args:
            text: names the step in the menu.
            assignments: by key of the scan.
            roles: by condition; others stay.
            notes: of a plan that was read; None where those stay that are.
        """
        notes_before, notes_after = self.notes, self.notes if notes is None else notes
        before, roles_before = self.assignments, self.roles
        after, roles_after = {**before, **assignments}, {**self.present.roles, **(roles or {})}
        is_new = (after, notes_after) != (before, notes_before)
        if is_new or roles_after != {**self.present.roles, **roles_before}:
            self._desk.undo_stack.push(
                Step(
                    text,
                    lambda: self.hold(after, roles_after, notes_after),
                    lambda: self.hold(before, roles_before, notes_before),
                )
            )

    def set_cells(self, text: str, cells: Sequence[PlanCell]) -> None:
        """Fill in cells of the plan; what cannot be used is told, not done."""
        try:
            assignments, roles = with_cells(self.assignments, cells)
        except PlanError as error:
            self._ground.tell(Message(str(error), Tone.FAILURE))
            return
        self.change(text, assignments, roles)

    def set_condition(self, keys: Sequence[int], condition: str) -> None:
        """Say what was done to the samples of some scans."""
        present = self.assignments
        cells = [PlanCell(key, PlanField.CONDITION, condition) for key in keys if key in present]
        self.change(self.tr("condition"), *with_cells(present, cells))

    def leave_out(self, keys: Sequence[int], reason: str) -> None:
        """Leave scans out of all numbers; without a reason nothing is done, and that is told."""
        self._say(keys, reason, Exclusion(reason, operator(), login(), datetime.now(UTC)))

    def take_in(self, keys: Sequence[int], reason: str) -> None:
        """Take scans in again that were left out; likewise."""
        self._say(keys, reason, None)

    def _say(self, keys: Sequence[int], reason: str, exclusion: Exclusion | None) -> None:
        works = self._ground.scans.those(keys)
        if not reason.strip():
            sentence = NO_REASON.format(scan=", ".join(work.path.name for work in works))
            self._ground.tell(Message(sentence, Tone.FAILURE))
            return
        names = {work.key: work.path.name for work in works}
        for work in works:
            work.entry = dataclasses.replace(work.entry, exclusion=exclusion)
        self._ground.scans.refresh(*works)

        def save(study: Study) -> None:
            act = study.exclusions.leave_out if exclusion else study.exclusions.take_in
            with study.together():
                for key, name in names.items():
                    act(key, reason, name)

        self._ground.keeping.keep(save)

    def follow_folders(self, renamed: Sequence[RenamedCondition]) -> None:
        """Call conditions as their folders are called now, in one step that can be undone."""
        names = {each.name: each.folder for each in renamed}
        assignments = {
            key: dataclasses.replace(given, condition=names[given.condition])
            for key, given in self.assignments.items()
            if given.condition in names
        }
        roles = {names[name]: role for name, role in self.roles.items() if name in names}
        self.change(self.tr("rename conditions"), assignments, roles)

    def keep_names(self, renamed: Sequence[RenamedCondition]) -> None:
        """Let conditions be called as they are, whatever their folders are called now."""
        self._ground.keeping.keep(lambda study: keep_names(study, renamed))

    def hold(
        self,
        assignments: Mapping[int, Assignment],
        roles: Mapping[str, Role],
        notes: tuple[str, ...] | None = None,
    ) -> None:
        """Let a plan hold, in the list and on disk; no step to be undone."""
        scans = self._ground.scans
        works = [
            work for work in scans.those(assignments) if work.assignment != assignments[work.key]
        ]
        for work in works:
            work.know(**dataclasses.asdict(assignments[work.key]), damage="")
        scans.refresh(*works)
        changed = {work.key: assignments[work.key] for work in works}
        self.roles = {**self.present.roles, **roles}
        kept = dict(self.roles)
        if changed:
            self._ground.keeping.keep(lambda study: study.plan.assign(changed))
        self._ground.keeping.keep(lambda study: study.plan.set_roles(kept))
        if notes is not None and notes != self.notes:
            self.notes = notes
            self._ground.keeping.keep(lambda study: study.plan.set_notes(notes))
        self.changed.emit()

    # What comes back

    def add(
        self, plan: Plan, known: set[int], renamed: Sequence[RenamedCondition] = ()
    ) -> Message | None:
        """Plan scans that are new in the list as their folders tell.

        Args:
            plan: of what was found.
            known: keys of scans that were in the list before.
            renamed: conditions whose folders got other names; new scans there are in them.

        Returns:
            What is to be said of it, if anything.
        """
        plan = in_renamed(plan, renamed)
        asked = [each for each in renamed if each.is_open]
        if asked:
            self.folders_renamed.emit(asked)
        scans = self._ground.scans
        works = {scan.path: scans.of(scan.path) for scan in plan.scans}
        keys = {path: work.key for path, work in works.items() if work is not None}
        fresh = tuple(s for s in plan.scans if s.path in keys and keys[s.path] not in known)
        present = (work.assignment for work in scans.those(known))
        new = dataclasses.replace(plan, scans=fresh).beside(present)
        self.hold({keys[scan.path]: scan.assignment for scan in new.scans}, self.roles)
        if len(new.conditions) < 2:
            return None
        sentence = self.tr(
            "{n} scans were added, in {m} conditions. Check the plan before you count them."
        )
        told = sentence.format(n=len(new.scans), m=len(new.conditions))
        return Message(told, offers=("plan",))

    def _found(self) -> tuple[FoundScan, ...]:
        """The scans with the folders that tell them apart."""
        paths = [work.path for work in self._ground.scans]
        if not paths:
            return ()
        root = common_folder(paths)
        return tuple(FoundScan(path, _folders_below(path, root)) for path in paths)

    @Slot(object)
    def _take_facts(self, facts: ScanFacts) -> None:
        self.facts[facts.path] = facts
        work = self._ground.scans.of(facts.path)
        if work is not None and facts.fingerprint and not work.entry.scan.fingerprint:
            key, found = work.key, facts.fingerprint
            work.know(fingerprint=found)
            self._ground.keeping.keep(lambda study: study.scans.set_fingerprint(key, found))
        self.facts_changed.emit()

    @Slot()
    def _follow(self) -> None:
        """What was known of another image or plane of the files holds no longer."""
        before, self._pick = self._pick, pick_of(None, self._ground.scans.protocol)
        if before != self._pick:
            self._reader.cancel()
            self.facts.clear()
            self.facts_changed.emit()

    @Slot(str, object)
    def _on_refused(self, _: str, error: Exception) -> None:
        self.refused.emit(str(error))


def _folders_below(path: Path, root: Path) -> tuple[str, ...]:
    """Names of the folders between `root` and a file; its own where it lies elsewhere."""
    folder = path.parent
    return folder.relative_to(root).parts if folder.is_relative_to(root) else (folder.name,)
