"""The commands about studies: `batch`, `report`, `repair`, `check` and others, and users' acts."""

from melcount_app.study_commands.acts import app as acts
from melcount_app.study_commands.checks import app as checks
from melcount_app.study_commands.commands import app

app.registered_commands += acts.registered_commands

__all__ = ["app", "checks"]
