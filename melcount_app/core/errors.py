"""The errors a user may see.

    MelcountError
    ├── ScanError     a file cannot be read as a scan
    │   └── DamagedError  some of its pixels cannot be read, others can
    ├── GeometryError a mask or a region cannot be used on this scan
    ├── ModelError    a model folder cannot be used
    ├── OutputError   a result cannot be written
    ├── PlanError     a pattern or a table cannot be used as a plan
    ├── StudyError    a study file cannot be opened or written
    │   └── StudyDamagedError  it holds what no study holds
    └── ClusterError  other machines cannot be used for a batch

Each message is one sentence for the user: it names the file and says what to do.
Anything else that is raised is a bug and is not caught on the way up.
"""


class MelcountError(Exception):
    """A sentence for the user, naming the file and what to do."""


class ScanError(MelcountError):
    """A file cannot be read as a scan."""


class DamagedError(ScanError):
    """Some of the pixels of a scan cannot be read; it can be counted without them."""


class GeometryError(MelcountError):
    """A mask or a region cannot be used on this scan."""


class ModelError(MelcountError):
    """A model folder cannot be used."""


class OutputError(MelcountError):
    """A result cannot be written."""


class PlanError(MelcountError):
    """A pattern or a table cannot be used as a plan."""


class StudyError(MelcountError):
    """A study file cannot be opened, read or written."""


class StudyDamagedError(StudyError):
    """A study file is damaged, or is none."""


class ClusterError(MelcountError):
    """Other machines cannot be used for a batch."""
