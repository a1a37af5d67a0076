"""The self-test: each part of the installed program is used once, and support gets the file."""

from melcount_app.self_test.running import CHECKS, Check, self_test

__all__ = ["CHECKS", "Check", "self_test"]
