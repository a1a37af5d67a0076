"""Looking at files in a process of its own, which a file may crash, hang or fill."""

from melcount_app.core.apart.first_look import look_first
from melcount_app.core.apart.glance import facts_by, glance_apart
from melcount_app.core.apart.looker import Looker

__all__ = ["Looker", "facts_by", "glance_apart", "look_first"]
