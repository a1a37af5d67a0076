"""The commands about studies: `batch`, `protocol`, `report`, `repair`, and acts of the users."""

from melcount_app.study_commands.acts import app as acts
from melcount_app.study_commands.commands import app

app.registered_commands += acts.registered_commands

__all__ = ["app"]
