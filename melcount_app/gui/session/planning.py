"""The plan of the study: what was done to each sample, and what conditions are there for."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from typing_extensions import override

from melcount_app.core.batch import common_folder
from melcount_app.core.errors import PlanError
from melcount_app.core.plan import (
    Assignment,
    FoundScan,
    Plan,
    PlannedScan,
    Role,
    ScanFacts,
)
from melcount_app.core.study import Study
from melcount_app.gui.commands import Step
from melcount_app.gui.messages import Message, Tone
from melcount_app.gui.session import jobs
from melcount_app.gui.session.listing import Listing
from melcount_app.gui.session.plan_cells import PlanCell, with_cells
from melcount_app.gui.session.plan_jobs import PlanSource, proposing, reading_facts
from melcount_app.gui.worker import Runner

PROPOSING, FACTS = "propose", "facts"


class Planning(Listing):
    """A list of scans with a plan that can be changed, step by step.

    Attributes:
        plan_changed: assignments or roles are others.
        facts_changed: more is known of the files.
        plan_proposed: a `Proposed`, to look at; nothing has changed yet.
        plan_refused: why no plan can be made, as a sentence.
        roles: what conditions are there for, by name.
        facts: what files tell of themselves, of those that were looked at.
    """

    plan_changed = Signal()
    facts_changed = Signal()
    plan_proposed = Signal(object)
    plan_refused = Signal(str)

    def __init__(self, study: Study | None, parent: QObject | None) -> None:
        super().__init__(study, parent)
        self.roles: dict[str, Role] = study.roles() if study is not None else {}
        self.facts: dict[Path, ScanFacts] = {}
        self._proposer = Runner(self._list_pools[0], self)
        self._proposer.happened.connect(self.plan_proposed)
        self._proposer.failed.connect(self._on_not_proposed)
        self._facts_reader = Runner(self._list_pools[1], self)
        self._facts_reader.happened.connect(self._take_facts)

    @property
    def plan(self) -> Plan:
        """As it stands; conditions of which nobody said it have their likely roles."""
        planned = (PlannedScan(work.path, work.assignment) for work in self._shelf)
        return Plan.of(planned, self.roles)

    @property
    def assignments(self) -> dict[int, Assignment]:
        """What the plan says of each scan, by key."""
        return {work.key: work.assignment for work in self._shelf}

    # What can be asked for

    def propose_plan(self, source: PlanSource, text: str = "") -> None:
        """Make a plan to look at; `plan_proposed` or `plan_refused` follows.

        Args:
            source: what tells the conditions.
            text: pattern, expression, path of a table, or a table itself.
        """
        self._proposer.run(PROPOSING, proposing(self._found(), source, text))

    def read_facts(self) -> None:
        """Look at the files of which nothing is known yet."""
        unknown = [work.path for work in self._shelf if work.path not in self.facts]
        if unknown:
            self._facts_reader.run(FACTS, reading_facts(unknown))

    def take_plan(self, text: str, plan: Plan) -> None:
        """Take over a plan of scans of the list, in one step that can be undone."""
        keys = {work.path: work.key for work in self._shelf}
        assignments = {keys[scan.path]: scan.assignment for scan in plan.scans if scan.path in keys}
        self.change_plan(text, assignments, plan.roles)

    def change_plan(
        self,
        text: str,
        assignments: Mapping[int, Assignment],
        roles: Mapping[str, Role] | None = None,
    ) -> None:
        """Say something else of some scans and conditions, in one step that can be undone.

        Args:
            text: names the step in the menu.
            assignments: by key of the scan.
            roles: by condition; others stay.
        """
        before, roles_before = self.assignments, self.roles
        after, roles_after = {**before, **assignments}, {**self.plan.roles, **(roles or {})}
        if after != before or roles_after != {**self.plan.roles, **roles_before}:
            self.undo_stack.push(
                Step(
                    text,
                    lambda: self._take_plan(after, roles_after),
                    lambda: self._take_plan(before, roles_before),
                )
            )

    def set_cells(self, text: str, cells: Sequence[PlanCell]) -> None:
        """Fill in cells of the plan; what cannot be used is told, not done."""
        try:
            assignments, roles = with_cells(self.assignments, cells)
        except PlanError as error:
            self._tell(str(error), Tone.FAILURE)
            return
        self.change_plan(text, assignments, roles)

    def set_condition(self, keys: Sequence[int], condition: str) -> None:
        """Say what was done to the samples of some scans."""
        present, name = self.assignments, condition.strip()
        self.change_plan(
            self.tr("condition"),
            {k: dataclasses.replace(present[k], condition=name) for k in keys if k in present},
        )

    # What comes back

    def _take_plan(self, assignments: Mapping[int, Assignment], roles: dict[str, Role]) -> None:
        for key, assignment in assignments.items():
            work = self._shelf.get(key)
            if work is not None:
                work.assignment = assignment
        self.roles = {**self.plan.roles, **roles}
        self._keep("plan", 0, "assign", assignments)
        self._keep("roles", 0, "set_roles", self.roles)
        self.plan_changed.emit()
        self.summaries_changed.emit()

    @override
    def _take_found(self, event: jobs.ScansFound) -> None:
        """Put scans into the list; those that are new are planned as their folder tells."""
        known = {work.key for work in self._shelf}
        super()._take_found(event)
        keys = {work.path: work.key for work in self._shelf}
        new = Plan.of(scan for scan in event.plan.scans if keys[scan.path] not in known)
        assignments = {keys[scan.path]: scan.assignment for scan in new.scans}
        self._take_plan({**self.assignments, **assignments}, self.roles)
        if len(new.conditions) > 1:
            sentence = self.tr(
                "{n} scans were added, in {m} conditions. Check the plan before you count them."
            )
            told = sentence.format(n=len(new.scans), m=len(new.conditions))
            self.told.emit(Message(told, offers=("plan",)))

    def _found(self) -> tuple[FoundScan, ...]:
        """The scans with the folders that tell them apart."""
        paths = [work.path for work in self._shelf]
        if not paths:
            return ()
        root = common_folder(paths)
        return tuple(FoundScan(path, _folders_below(path, root)) for path in paths)

    @Slot(object)
    def _take_facts(self, facts: ScanFacts) -> None:
        self.facts[facts.path] = facts
        work = self._shelf.of(facts.path)
        if work is not None and facts.fingerprint and not work.fingerprint:
            self._set_fingerprint(work, facts.fingerprint)
        self.facts_changed.emit()

    @Slot(str, object)
    def _on_not_proposed(self, _: str, error: Exception) -> None:
        self.plan_refused.emit(str(error))


def _folders_below(path: Path, root: Path) -> tuple[str, ...]:
    """Names of the folders between `root` and a file; its own where it lies elsewhere."""
    folder = path.parent
    return folder.relative_to(root).parts if folder.is_relative_to(root) else (folder.name,)
