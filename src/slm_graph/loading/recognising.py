"""What a server is: by its header Server, or by what it answers at paths that only such a store has."""

from __future__ import annotations

import json
from urllib.parse import quote, urlsplit, urlunsplit

from slm_graph.loading.faults import StoreFault
from slm_graph.loading.kinds import KINDS
from slm_graph.loading.store import Datasets, Probe, Store, StoreKind, store_at
from slm_graph.problems import NotFound, nearest
from slm_graph.web import Client, WebFault, shown


def find_store(client: Client, url: str, name: str = "") -> Store:
    """Return what a server is, and its addresses.

    Parameters
    ----------
    client
        What speaks with it.
    url
        The address of the server, of a dataset in it, or of one of its endpoints.
    name
        The name of its kind; "" to ask the server.

    Raises
    ------
    NotFound
        No kind of that name.
    StoreFault
        The server does not tell what it is, or has several datasets.
    WebFault
        It cannot be reached.
    """
    if name and name not in KINDS:
        raise NotFound(f"{name}: is not known as a store; give one of {', '.join(KINDS)}{nearest(name, KINDS)}")
    server = client.request("HEAD", _root(url), check=False).headers.get("server", "")
    if server == "slm-graph":
        raise StoreFault(f"{shown(url)}: is slm-graph serve, which only reads; load into a store, and serve that")
    kind = KINDS[name] if name else _kind_by_header(server)
    if kind is not None:
        version = _version(server) if kind.server and kind.server in server.lower() else ""
    else:
        version = ""
        kind, url = _kind_by_probes(client, url, server)
    if kind.datasets:
        url = _with_dataset(client, kind, kind.datasets, url)
    return store_at(kind, url, version)


def _root(url: str, path: str = "", query: str = "") -> str:
    return urlunsplit(urlsplit(url)._replace(path=path or "/", query=query, fragment=""))


def _version(server: str) -> str:
    """Return the version that a Server header tells.

    Examples
    --------
    >>> _version("Virtuoso/07.20.3229 (Linux) x86_64-pc-linux-gnu")
    '07.20.3229'
    """
    first = server.split()[0] if server.split() else ""
    return first.partition("/")[2]


def _kind_by_header(server: str) -> StoreKind | None:
    return next((kind for kind in KINDS.values() if kind.server and kind.server in server.lower()), None)


def _kind_by_probes(client: Client, url: str, server: str) -> tuple[StoreKind, str]:
    """Return the kind of a server, and the address to go on from."""
    path = urlsplit(url).path
    for kind in KINDS.values():
        is_typical = bool(kind.typical) and kind.typical in path
        # What stands before the part that is typical of this store may be the path of a proxy.
        start = path.partition(kind.typical)[0] if is_typical else path.rstrip("/")
        for probe in kind.probes:
            for before in dict.fromkeys((start, "")):
                if _is_told(client, url, before, probe):
                    return kind, url if is_typical else _root(url, start or before)
    told = f" (it says Server: {server})" if server else ""
    raise StoreFault(f"{shown(url)}: is no store that is known{told}; name it with --store: {', '.join(KINDS)}")


def _is_told(client: Client, url: str, before: str, probe: Probe) -> bool:
    path, _, query = probe.path.partition("?")
    response = client.request("GET", _root(url, before + path, query), check=False)
    return response.status == 200 and probe.tells(response)


def _with_dataset(client: Client, kind: StoreKind, datasets: Datasets, url: str) -> str:
    """Return an address that names a dataset: as given, or of the only one that the server has."""
    path = urlsplit(url).path.rstrip("/")
    if path.partition(datasets.below)[2]:
        return url
    home = path.removesuffix(datasets.below.rstrip("/")) or kind.home
    example = _root(url, f"{home}{datasets.below}NAME")
    try:
        accept = {"Accept": "application/sparql-results+json, application/json;q=0.9"}
        listing = client.request("GET", _root(url, home + datasets.listing), headers=accept).body
        names = datasets.names(json.loads(listing))
    except (WebFault, ValueError, LookupError, TypeError, AttributeError) as error:
        why = f" ({error.message})" if isinstance(error, WebFault) else ""
        raise StoreFault(
            f"{shown(url)}: does not tell its {datasets.word}{why}; name it, as {shown(example)}"
        ) from None
    if len(names) != 1:
        has = f"{len(names)} of the kind {datasets.word} ({', '.join(names)})" if names else f"no {datasets.word}"
        raise StoreFault(f"{shown(url).rstrip('/')}: has {has}; name one, as {shown(example)}")
    return _root(url, f"{home}{datasets.below}{quote(names[0])}")
