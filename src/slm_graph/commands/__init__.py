"""The command `slm-graph`."""

from __future__ import annotations
