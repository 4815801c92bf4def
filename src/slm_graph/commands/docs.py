"""`slm-graph docs`: the files that are made from the schema, the questions and the data."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from slm_graph.commands.streams import say

GROUP = "Keep"
ENDING = ""
_MOST_CHANGES = 12


@click.command()
@click.option("--check", "only_check", is_flag=True, help="Write nothing; fail where a file is not what it would be.")
@click.option(
    "--plan", "is_plan", is_flag=True, help="Print the functions that map JSON Lines, as they are made from the schema."
)
def command(only_check: bool, is_plan: bool) -> None:
    """Write what is made from ontology/schema.yaml, queries/ and data/.

    From the schema come the ontology, its shapes, the JSON-LD context, the JSON Schema by which editors complete
    entries, and docs/ontology.md; from the questions and the graph that was built last docs/queries.md, what each
    answers in docs/answers/, and how much there is of everything in docs/counts.tsv; from sound data the matches with
    what others know, as SSSOM, and the redirects of docs/w3id.

    Each file that changes is named, and of answers and counts the rows that change: + gained, - lost, ~ changed.

    \b
    Examples:
      slm-graph docs
      slm-graph docs --check
      slm-graph docs --plan
    """
    if is_plan:
        _tell_plan()
        return
    from slm_graph.build import mapping_files
    from slm_graph.entries import redirect_files
    from slm_graph.files import Generation, settle
    from slm_graph.ontology import ontology_files, term_reference
    from slm_graph.problems import Fault, InvalidData
    from slm_graph.project import find_project, working_folder
    from slm_graph.questions import changed_rows, question_files
    from slm_graph.schema import read_schema

    schema, root = find_project().schema, working_folder()
    settle(root / "output")
    files: dict[Path, str | None] = {}
    if schema.parent.parent == root:  # or else it is the one that the package carries
        read = read_schema(schema)
        files |= {schema.parent / name: text for name, text in ontology_files(read).items()}
        if (root / "docs").is_dir():
            files[root / "docs" / "ontology.md"] = term_reference(read)
    files |= question_files(root)
    try:
        files |= mapping_files(root) | redirect_files(root)
    except InvalidData:
        say(
            "the SSSOM file and docs/w3id stay as they are, since data/ has problems; `slm-graph check` tells them",
            err=True,
        )
    if not files:
        raise Fault("nothing here to make files of: no ontology/schema.yaml, no queries/ and no data/")
    old = {path: path.read_text(encoding="utf-8") if path.exists() else None for path in files}
    stale = [path for path, text in files.items() if text != old[path]]
    for path in stale:
        say(path.relative_to(root).as_posix())
        if path.suffix == ".tsv" and path.is_relative_to(root / "docs"):
            _tell_changes([*changed_rows(old[path] or "", files[path] or "")])
    if only_check and stale:
        count = "1 file is" if len(stale) == 1 else f"{len(stale)} files are"
        raise Fault(f"{count} not what schema.yaml, queries/ and data/ give; run `make docs`")
    if stale:
        with Generation(root) as generation:
            for path in stale:
                name, text = path.relative_to(root).as_posix(), files[path]
                if text is None:
                    generation.remove(name)
                else:
                    generation.write(name, text.encode())
            generation.commit()


def _tell_plan() -> None:
    from slm_graph.build import compiled_code
    from slm_graph.project import find_project

    for line in compiled_code(find_project()).splitlines():
        say(line)


def _tell_changes(lines: Sequence[str]) -> None:
    for line in lines[:_MOST_CHANGES]:
        say(f"  {line}")
    if len(lines) > _MOST_CHANGES:
        say(f"  … and {len(lines) - _MOST_CHANGES} more")
