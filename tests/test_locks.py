"""The locks of dependencies: complete, for every Python that is supported, by hashes, from whatever registry."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = {"run": "", "release": "release", "test": "test"}
"""The extra that each lock is of."""
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
_ENTRY = re.compile(r"^(\S[^\n\\]*) \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.MULTILINE)


def text_of(lock: str) -> str:
    return (ROOT / "locks" / f"{lock}.txt").read_text(encoding="utf-8")


def locked(lock: str, python: str) -> dict[str, str]:
    """Return the versions that a lock gives a Python on Linux."""
    environment = {"python_version": python, "python_full_version": f"{python}.9", "sys_platform": "linux"}
    versions: dict[str, str] = {}
    for entry in _ENTRY.finditer(text_of(lock)):
        requirement = Requirement(entry[1])
        if requirement.marker is None or requirement.marker.evaluate(environment):
            name = canonicalize_name(requirement.name)
            assert name not in versions, f"{lock}: {name} twice on Python {python}"
            versions[name] = str(requirement.specifier).removeprefix("==")
    return versions


def asked_for(extra: str) -> Iterator[Requirement]:
    """Yield what pyproject.toml asks for, with what its extras refer to."""
    for text in PROJECT["optional-dependencies"][extra] if extra else PROJECT["dependencies"]:
        requirement = Requirement(text)
        if requirement.name == PROJECT["name"]:
            for other in sorted(requirement.extras):
                yield from asked_for(other)
        else:
            yield requirement


@pytest.mark.parametrize("lock", EXTRAS)
def test_a_lock_is_hashes_alone_and_names_no_registry(lock: str) -> None:
    text = text_of(lock)
    rest = _ENTRY.sub("", text)
    assert re.fullmatch(r"(#[^\n]*\n)*", rest), f"locks/{lock}.txt: not understood: {rest[:200]}"
    assert "://" not in text
    assert "index" not in rest


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("lock", EXTRAS)
def test_a_lock_has_what_pyproject_asks_for(lock: str, python: str) -> None:
    versions = locked(lock, python)
    for requirement in {*asked_for(""), *asked_for(EXTRAS[lock])}:
        version = versions.get(canonicalize_name(requirement.name))
        assert version is not None, f"locks/{lock}.txt has no {requirement.name}; run `make lock`"
        assert requirement.specifier.contains(version, prereleases=True), f"{requirement}: run `make lock`"
    whole = locked("test", python)
    assert {name: whole[name] for name in versions} == versions, "the locks differ; run `make lock`"


def test_the_locks_are_for_the_pythons_that_the_tests_run_on() -> None:
    workflow = (ROOT / ".github" / "workflows" / "tests.yaml").read_text(encoding="utf-8")
    (listed,) = re.findall(r"python: \[(.*)\]", workflow)
    assert tuple(re.findall(r"[\d.]+", listed)) == PYTHONS
