"""The Model Context Protocol, by its official SDK: over standard input and output, and as a part of an HTTP server.

References
----------
Model Context Protocol, https://modelcontextprotocol.io/specification.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from slm_graph.about import __version__
from slm_graph.agent import tasks
from slm_graph.agent.answering import TOOLS, ToolRow
from slm_graph.agent.prompts import JOBS, RULES, argument_of, filled
from slm_graph.agent.resources import TEXTS
from slm_graph.agent.schemas import fault_of, output_schema
from slm_graph.problems import Fault
from slm_graph.workers import Limits, Pool, Refused, Served

if TYPE_CHECKING:
    from mcp.server.lowlevel import Server
    from starlette.routing import BaseRoute

USUAL = Limits(workers=2)
"""What calls may take: two are answered at a time."""
ENDPOINT = "/mcp"
"""Where the tools stand on an HTTP server."""
_INSTRUCTIONS = (
    "A knowledge graph made of a survey, each statement with the words that it rests on. Begin with questions_like,"
    f" then ask; find and describe for single things; sparql for the rest. {RULES}"
)


class HttpTools(NamedTuple):
    """The tools as a part of a Starlette application: its routes, and what must run while it does."""

    routes: Sequence[BaseRoute]
    running: Callable[[], AbstractAsyncContextManager[None]]
    """To be entered by the application's lifespan."""


def serve_stdio(path: Path, queries: Path | None = None, limits: Limits = USUAL) -> None:
    """Speak with an assistant over standard input and output, until it closes them.

    Parameters
    ----------
    path
        A file of RDF.
    queries
        The folder of the stored questions.
    limits
        What one call may take.

    Raises
    ------
    Fault
        The SDK is not installed.
    """
    _require_sdk()
    asyncio.run(_serve_stdio(_pool(path, queries, limits)))


async def _serve_stdio(pool: Pool) -> None:
    async with _opened(pool):
        from mcp.server.stdio import stdio_server

        server = make_server(pool)
        async with stdio_server() as (read_stream, write_stream):
            await server.run(read_stream, write_stream, server.create_initialization_options())


@asynccontextmanager
async def _opened(pool: Pool) -> AsyncIterator[None]:
    """Have the graph read, beside what comes next: the SDK takes a second to import."""
    reading = asyncio.create_task(pool.take_over())
    await asyncio.sleep(0)
    try:
        yield
    finally:
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)  # what goes wrong is told by each call
        await pool.close()


def _pool(path: Path, queries: Path | None, limits: Limits) -> Pool:
    served = Served(str(path.resolve()), queries=str(queries or ""), tasks=tasks.__name__)
    return Pool(served, limits, _tell)


def _tell(line: str) -> None:
    """Tell who keeps the log: standard output is the assistant's."""
    sys.stderr.write(f"{line}\n")


def http_tools(
    path: Path,
    queries: Path | None = None,
    limits: Limits = USUAL,
    *,
    hosts: Sequence[str] = (),
    endpoint: str = ENDPOINT,
) -> HttpTools:
    """Return the tools for an HTTP server: streamable HTTP, a reply a request, without sessions.

    Parameters
    ----------
    path, queries, limits
        As of `serve_stdio`.
    hosts
        The names (`example.org`, `example.org:8080`, `10.0.0.5:*`) by which the server may be spoken to, besides
        those of the loopback; a page of any other origin is refused.
    endpoint
        Where the tools stand.

    Raises
    ------
    Fault
        The SDK is not installed.
    """
    _require_sdk()
    from mcp.server.transport_security import TransportSecuritySettings

    names = [*hosts, "127.0.0.1", "127.0.0.1:*", "localhost", "localhost:*", "[::1]", "[::1]:*"]
    origins = [f"{scheme}://{name}" for name in names for scheme in ("http", "https")]
    pool = _pool(path, queries, limits)
    app = make_server(pool).streamable_http_app(
        streamable_http_path=endpoint,
        json_response=True,
        stateless_http=True,
        transport_security=TransportSecuritySettings(allowed_hosts=names, allowed_origins=origins),
    )

    @asynccontextmanager
    async def running() -> AsyncIterator[None]:
        async with _opened(pool), app.router.lifespan_context(app):
            yield

    return HttpTools(app.routes, running)


def _require_sdk() -> None:
    from importlib.util import find_spec

    if find_spec("mcp") is None:
        raise Fault("the Model Context Protocol needs its SDK: pip install 'slm-graph[mcp]'")


_COMPLETIONS = 20
"""Names that are offered."""


def make_server(pool: Pool) -> Server[Any]:
    """Return the server whose tools, texts and prompts are answered by the workers of a pool."""
    from mcp.server.lowlevel import Server

    handlers = _Handlers(pool)
    return Server(
        "slm-graph",
        version=__version__,
        title="slm-graph",
        instructions=_INSTRUCTIONS,
        on_list_tools=handlers.list_tools,
        on_call_tool=handlers.call_tool,
        on_list_resources=handlers.list_resources,
        on_list_resource_templates=handlers.list_templates,
        on_read_resource=handlers.read_resource,
        on_list_prompts=handlers.list_prompts,
        on_get_prompt=handlers.get_prompt,
        on_completion=handlers.complete,
    )


class _Handlers:
    """What the SDK calls."""

    def __init__(self, pool: Pool) -> None:
        import mcp_types

        self._pool = pool
        self._types = mcp_types
        self._tools = {tool.name: tool for tool in TOOLS}

    async def _answer(self, name: str, **arguments: Any) -> Any:
        """Return what a worker answers; other calls go on meanwhile."""
        try:
            answered = await self._pool.ask(tasks.task(name, arguments))
        except Refused as refused:
            raise Fault(refused.message) from None
        text = b"".join([part async for part in answered.parts()]).decode()
        answered.close()
        if answered.head.status != 200:
            raise Fault(text.strip())
        return json.loads(text)

    async def list_tools(self, _context: Any, _params: Any) -> Any:
        schemas = await self._protocol("schemas")
        return self._types.ListToolsResult(tools=[self._tool(tool, schemas[tool.name]) for tool in TOOLS])

    def _tool(self, tool: ToolRow, schema: dict[str, Any]) -> Any:
        hints = self._types.ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
        return self._types.Tool(
            name=tool.name,
            title=tool.title,
            description=tool.description,
            input_schema=schema,
            output_schema=output_schema(tool.answer),
            annotations=hints,
        )

    async def call_tool(self, _context: Any, params: Any) -> Any:
        if params.name not in self._tools:
            raise self._error(f"{_clean(params.name)[:80]}: no such tool; there are {', '.join(self._tools)}")
        try:
            schemas = await self._answer("schemas")
            arguments = params.arguments or {}
            if fault := fault_of(arguments, schemas[params.name]):
                raise Fault(fault)
            answer = await self._answer(params.name, **arguments)
        except Fault as fault:
            return self._types.CallToolResult(content=[self._text(fault.message)], is_error=True)
        text = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
        return self._types.CallToolResult(content=[self._text(text)], structured_content=answer)

    async def list_resources(self, _context: Any, _params: Any) -> Any:
        return self._types.ListResourcesResult(
            resources=[
                self._types.Resource(
                    uri=text.uri,
                    name=text.uri.rpartition("/")[2],
                    title=text.title,
                    description=text.description,
                    mime_type=text.media_type,
                )
                for text in TEXTS
            ]
        )

    async def list_templates(self, _context: Any, _params: Any) -> Any:
        return self._types.ListResourceTemplatesResult(resource_templates=[])

    async def read_resource(self, _context: Any, params: Any) -> Any:
        uri = str(params.uri)
        text = await self._protocol("resource", uri=uri)
        media_type = next((item.media_type for item in TEXTS if item.uri == uri), "text/plain")
        contents = self._types.TextResourceContents(uri=uri, mime_type=media_type, text=_clean(text))
        return self._types.ReadResourceResult(contents=[contents])

    async def list_prompts(self, _context: Any, _params: Any) -> Any:
        return self._types.ListPromptsResult(
            prompts=[
                self._types.Prompt(
                    name=job.name,
                    title=job.title,
                    description=job.description,
                    arguments=[
                        self._types.PromptArgument(name=item.name, description=item.description, required=item.required)
                        for item in job.arguments
                    ],
                )
                for job in JOBS
            ]
        )

    async def get_prompt(self, _context: Any, params: Any) -> Any:
        try:
            text = filled(params.name, params.arguments or {})
        except Fault as fault:
            raise self._error(fault.message) from None
        return self._types.GetPromptResult(messages=[self._types.PromptMessage(role="user", content=self._text(text))])

    async def complete(self, _context: Any, params: Any) -> Any:
        """Offer the names of things for what is being typed as an argument of a prompt: of several the last one."""
        prompt, argument = getattr(params.ref, "name", ""), params.argument
        known = argument_of(prompt, argument.name)
        before, comma, last = argument.value.rpartition(",")
        offered: list[str] = []
        if known and known.things and last.strip():
            near = await self._protocol("find", text=last.strip(), limit=_COMPLETIONS)
            offered = [f"{before}{comma}{' ' if comma else ''}{match['label']}" for match in near.get("matches", ())]
        completion = self._types.Completion(values=[*dict.fromkeys(offered)], has_more=False)
        return self._types.CompleteResult(completion=completion)

    async def _protocol(self, name: str, **arguments: Any) -> Any:
        """Return what a worker answers; a fault is one of the protocol, since there is no answer to hold it."""
        try:
            return await self._answer(name, **arguments)
        except Fault as fault:
            raise self._error(fault.message) from None

    def _error(self, message: str) -> Exception:
        from mcp.shared.exceptions import MCPError

        return MCPError(self._types.INVALID_PARAMS, _clean(message))

    def _text(self, text: str) -> Any:
        return self._types.TextContent(type="text", text=_clean(text))


def _clean(text: str) -> str:
    """Return a text that can be written: what somebody typed may have half of a surrogate pair."""
    return text.encode("utf-8", "replace").decode()
