"""`slm-graph docs`: the files that are made from the schema and the questions."""

from __future__ import annotations

import click

ENDING = ""


@click.command()
@click.option("--check", "only_check", is_flag=True, help="Write nothing; fail where a file is not what it would be.")
def command(only_check: bool) -> None:
    """Write what is made from ontology/schema.yaml and from queries/.

    From the schema come the ontology, its shapes, the JSON-LD context and the JSON Schema by which editors complete
    entries; from the questions, once there is a graph, docs/queries.md.

    \b
    Examples:
      slm-graph docs
      slm-graph docs --check
    """
    from slm_graph.files import Generation, settle
    from slm_graph.ontology import ontology_files
    from slm_graph.problems import Fault
    from slm_graph.project import find_project
    from slm_graph.questions import question_files
    from slm_graph.schema import read_schema

    schema = find_project().schema
    root = schema.parent.parent
    settle(root / "output")
    files = {schema.parent / name: text for name, text in ontology_files(read_schema(schema)).items()}
    files |= question_files(root)
    stale = [path for path, text in files.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if only_check and stale:
        names = ", ".join(path.relative_to(root).as_posix() for path in stale)
        raise Fault(f"{names}: not what schema.yaml and queries/ give; run `make docs`")
    if stale:
        with Generation(root) as generation:
            for path in stale:
                generation.write(path.relative_to(root).as_posix(), files[path].encode())
            generation.commit()
    for path in stale:
        click.echo(str(path))
