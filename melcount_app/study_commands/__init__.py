"""The commands about studies: `batch`, `protocol`, `report`, `repair` and those of `check`."""

from melcount_app.study_commands.checks import app as checks
from melcount_app.study_commands.commands import app

__all__ = ["app", "checks"]
