"""`slm-graph docs`: the files that are made from the schema, the questions and the data."""

from __future__ import annotations

import click

from slm_graph.commands.streams import say

ENDING = ""


@click.command()
@click.option("--check", "only_check", is_flag=True, help="Write nothing; fail where a file is not what it would be.")
def command(only_check: bool) -> None:
    """Write what is made from ontology/schema.yaml, queries/ and data/.

    From the schema come the ontology, its shapes, the JSON-LD context and the JSON Schema by which editors complete
    entries; from the questions, once there is a graph, docs/queries.md; from sound data the matches with what others
    know, as SSSOM.

    \b
    Examples:
      slm-graph docs
      slm-graph docs --check
    """
    from slm_graph.build import mapping_files
    from slm_graph.files import Generation, settle
    from slm_graph.ontology import ontology_files
    from slm_graph.problems import Fault, InvalidData
    from slm_graph.project import find_project
    from slm_graph.questions import question_files
    from slm_graph.schema import read_schema

    schema = find_project().schema
    root = schema.parent.parent
    settle(root / "output")
    files = {schema.parent / name: text for name, text in ontology_files(read_schema(schema)).items()}
    files |= question_files(root)
    try:
        files |= mapping_files(root)
    except InvalidData:
        say("the SSSOM file is left as it is, since data/ has problems; `slm-graph check` tells them", err=True)
    stale = [path for path, text in files.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if only_check and stale:
        names = ", ".join(path.relative_to(root).as_posix() for path in stale)
        raise Fault(f"{names}: not what schema.yaml, queries/ and data/ give; run `make docs`")
    if stale:
        with Generation(root) as generation:
            for path in stale:
                generation.write(path.relative_to(root).as_posix(), files[path].encode())
            generation.commit()
    for path in stale:
        say(str(path))
