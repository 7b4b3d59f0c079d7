"""A gate for the pages that ask one."""

from tests.gate.portal import gate, running_gate

__all__ = ["gate", "running_gate"]
