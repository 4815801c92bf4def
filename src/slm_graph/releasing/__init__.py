"""A release: the files of a graph under a version, in a folder that an archive takes as it is."""

from __future__ import annotations

from slm_graph.releasing.checking import CheckedRelease, check_release
from slm_graph.releasing.releasing import Released, write_release

__all__ = ["CheckedRelease", "Released", "check_release", "write_release"]
