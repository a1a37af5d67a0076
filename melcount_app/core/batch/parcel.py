"""A count as it travels from a worker to the writer: as small as in a study, files and all."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from melcount_app.core.batch.jobs import JobDone, ScanJob
from melcount_app.core.edits import Edits
from melcount_app.core.report import place_results
from melcount_app.core.standing import CountHead
from melcount_app.core.study.counts import CountRow, read_count, write_count
from melcount_app.core.study.overviews import PreparedRow, read_prepared, write_prepared


@dataclass(frozen=True, slots=True)
class Parcel:
    """A `JobDone` whose files are not written yet where they belong.

    Attributes:
        prepared: the scan as a study keeps it, its overview made small.
        edits: what was counted.
        counted: the count as a study keeps it, its density map compressed.
        head: of the count.
        files: contents of workbook, density map, JSON and mask.
    """

    prepared: PreparedRow
    edits: Edits
    counted: CountRow
    head: CountHead
    files: tuple[bytes, ...]

    @classmethod
    def packed(cls, done: JobDone) -> Parcel:
        """What a worker sends, its files read from where it wrote them."""
        return cls(
            write_prepared(done.prepared),
            done.edits,
            write_count(done.counted),
            done.head,
            tuple(path.read_bytes() for path in done.written.paths),
        )

    def unpacked(self, job: ScanJob) -> JobDone:
        """What the writer asked for, the files written where it wants them.

        Raises:
            OutputError: they cannot be written.
        """
        counted = read_count(self.counted, job.scan)
        request = dataclasses.replace(counted.request, model=job.model)
        return JobDone(
            read_prepared(self.prepared, job.scan),
            self.edits,
            dataclasses.replace(counted, request=request),
            self.head,
            place_results(self.files, job.folder, job.name),
        )
