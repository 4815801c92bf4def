"""The network as a page: one HTML file that opens without a server or a network.

pyvis builds the network and brings vis-network, whose text goes from the installed package into the page; the template
is ours, in `assets/`, and so are the views, in `script/`, which `hatch_build.py` bundles. The page is safe to open
whatever the graph says: data stand in JSON that holds no `<`, elements are made with textContent, only http(s)
addresses become links, and a policy lets no other script run than those with the hashes given (https://www.w3.org/TR/CSP3/).
"""

from __future__ import annotations

import base64
import hashlib
import html
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from slm_graph.about import __version__
from slm_graph.files import write_file
from slm_graph.network import Network, kinds_of
from slm_graph.pages.asking import Asking
from slm_graph.pages.bundle import bundled, licences
from slm_graph.pages.data import page_data
from slm_graph.pages.layout import MOST_DRAWN
from slm_graph.pages.packing import packed, packed_json
from slm_graph.pages.picture import OPTIONS, library, picture_of
from slm_graph.pages.policy import Engine, policy, script_json, script_text
from slm_graph.pages.still import still_picture
from slm_graph.problems import NotFound, WrongArgument
from slm_graph.processes import seldom_collected

COLOURINGS = ("class", "community", "year", "modality")
PAGE_FILE = "slm-graph.html"


class Carried(NamedTuple):
    """What the first view does not need: an element's id and type, its text, and its file where it has one."""

    id: str
    kind: str
    content: str
    file: str = ""


def network_page(
    network: Network,
    title: str = "slm-graph",
    color_by: str = "class",
    asking: Asking | None = None,
    notice: str = "",
) -> str:
    """Return the page of a network; the same network gives the same text.

    Parameters
    ----------
    network
        What `to_network` gives, or a part of it.
    title
        The page's title.
    color_by
        One of `COLOURINGS`; the page has a switch, this is where it stands at first.
    asking
        What makes the page answer SPARQL (`asking_of`); without it, it shows and cannot be asked.
    notice
        What stands above the views: what the page does not have.

    Raises
    ------
    WrongArgument, NotFound
        The network has no nodes, or there is no such colouring.

    Examples
    --------
    >>> from slm_graph.network import around, to_network
    >>> from slm_graph.graphs import graph_file
    >>> salmonn = "https://w3id.org/slm-graph/system/salmonn"
    >>> page = network_page(around(to_network(graph_file()), salmonn))
    >>> page.startswith("<!doctype html>"), page.count("http-equiv")
    (True, 1)
    """
    if color_by not in COLOURINGS:
        raise NotFound(f"{color_by}: no such colouring; choose of {', '.join(COLOURINGS)}")
    return _filled(network, _picture(network), title, color_by, asking, _carried(asking), notice)


def page_files(
    network: Network, title: str = "slm-graph", asking: Asking | None = None, notice: str = ""
) -> dict[str, bytes]:
    """Return the same page for a web server: what the first view does not need stands in files that are loaded later.

    They are scripts, so that the page works from a disk too. It links to the first page of the site, a folder up. With
    them comes a still picture of the graph. A `notice` stands above the views; where it says why there is no network,
    the page asks alone.

    Examples
    --------
    >>> from slm_graph.network import around, to_network
    >>> from slm_graph.graphs import graph_file
    >>> [*page_files(around(to_network(graph_file()), "https://w3id.org/slm-graph/system/salmonn"))]
    ['library.js', 'picture.png', 'index.html']
    """
    picture = picture_of(network) if notice else _picture(network)
    files: dict[str, bytes] = {}
    carried: list[Carried] = []
    for part in _carried(asking):
        name = f"{part.id.removeprefix('packed-')}.js"
        # Base64 holds nothing that ends a string.
        filling = f'document.getElementById("{part.id}").textContent = "{part.content}";\n'
        files[name] = (part.content if part.kind == _AS_IT_IS else filling).encode()
        # So that a browser that knows the file of an earlier graph loads this one.
        digest = hashlib.sha256(files[name]).hexdigest()[:8]
        carried.append(part._replace(file=f"{name}?{digest}"))
    if len(network):
        files["picture.png"] = still_picture(network, picture)
    files["index.html"] = _filled(network, picture, title, "class", asking, carried, notice).encode()
    return files


_PACKED, _AS_IT_IS = "application/gzip", "text/plain"


def _carried(asking: Asking | None) -> list[Carried]:
    """Return what the page carries for later: what answers SPARQL, and what draws."""
    library_text = Carried("library", _AS_IT_IS, script_text(library()))
    if asking is None or asking.endpoint:
        return [library_text]
    engine = base64.b64encode(bundled("oxigraph.wasm.gz").read_bytes()).decode()
    return [
        Carried("packed-graph", _PACKED, asking.graph),
        Carried("packed-engine", _PACKED, engine),
        Carried("packed-worker", _PACKED, packed(bundled("worker.js").read_bytes())),
        library_text,
    ]


def _picture(network: Network) -> Any:
    if not len(network):
        raise WrongArgument("nothing to show: no thing of the ontology's classes is there")
    return picture_of(network)


def _filled(
    network: Network,
    picture: Any,
    title: str,
    color_by: str,
    asking: Asking | None,
    carried: Sequence[Carried],
    notice: str = "",
) -> str:
    folder = Path(__file__).parent / "assets"
    picture.set_template_dir(str(folder), "page.html")
    script = script_text(bundled("page.js"))
    beside = any(part.file for part in carried)
    run = [part.content for part in carried if part.kind == _AS_IT_IS and not part.file]
    style = "\n".join(map(script_text, sorted(folder.glob("*.css"))))
    picture.templateEnv.filters.update(data=packed_json, json=script_json, text=html.escape)
    picture.templateEnv.globals["page"] = {
        "policy": policy([*run, script], style, _engine(asking), beside=beside),
        "home": "../index.html" if beside else "",
        "title": title,
        "notice": notice,
        "opening": _opening(network),
        "generator": f"slm-graph {__version__}",
        **_texts(network),
        "style": style,
        "script": script,
        "licences": licences(),
        "carried": carried,
        "options": OPTIONS,
        "data": page_data(network, title, color_by),
        "asking": asking,
        "dataset": network.graph.get("dataset"),
    }
    return str(picture.generate_html()) + "\n"


def _engine(asking: Asking | None) -> Engine:
    """Return what answers the page's queries."""
    return "none" if asking is None else "server" if asking.endpoint else "page"


def _opening(network: Network) -> str:
    """Return what a page says until it can be used, where that takes seconds."""
    if len(network) <= MOST_DRAWN:
        return ""
    return f"Opening {len(network):,} things and {network.number_of_edges():,} links: this takes some seconds …"


def _texts(network: Network) -> dict[str, str]:
    """Return what the page says of itself: a survey quotes, any other graph does not."""
    about = f"Made by slm-graph {__version__} with pyvis and vis-network"
    if kinds_of(network).namespace:
        return {"search": "Search a system, encoder, dataset", "about": f"{about}; what is quoted is the survey's."}
    return {"search": "Search the names of things", "about": f"{about}."}


def write_page(
    path: Path,
    network: Network,
    title: str = "slm-graph",
    color_by: str = "class",
    asking: Asking | None = None,
    notice: str = "",
) -> int:
    """Write the page of a network, as UTF-8 with the same line ends everywhere, and return its size in bytes."""
    with seldom_collected():
        content = network_page(network, title, color_by, asking, notice).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    write_file(path, content)
    return len(content)
