"""A build on Apache Spark: it reads the lines, makes the parts wherever it likes, and writes their triples.

References
----------
https://spark.apache.org/docs/latest/sql-data-sources-text.html
https://spark.apache.org/docs/latest/sql-data-sources-generic-options.html
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.util import find_spec
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias
from urllib.parse import unquote, urlsplit

from slm_graph.build.merging import merge
from slm_graph.build.part_files import line_files
from slm_graph.build.partition import BuildPlan, Part, map_partition
from slm_graph.build.void import VOID_FILE
from slm_graph.documents import cut_lines
from slm_graph.files import shown
from slm_graph.problems import Fault, WrongArgument
from slm_graph.processes import seldom_collected
from slm_graph.project import find_project

Split: TypeAlias = "tuple[str, int]"
"""What Spark reads at once: a file, and the byte of it where that begins."""


def build_on_spark(
    data: Path | str | None,
    output: Path | str,
    *,
    master: str,
    base: str = "",
    formats: Sequence[str] = ("nt",),
    validate: bool = True,
) -> list[str]:
    """Write the graph of JSON Lines, with what Spark reads, as parts beside each other; return what was written.

    Parameters
    ----------
    data
        As of `find_project`, or where Spark finds the entries: an address such as `hdfs://host/entries.jsonl`.
    output
        A folder, or its address. The triples come into a folder of it.
    master
        Which Spark, such as `local[2]`, `spark://host:7077` or `yarn`.
    base, formats, validate
        As of `write_graph`; formats of lines alone.

    Raises
    ------
    InvalidData
        The entries have problems, alone or together; nothing was written.
    WrongArgument
        The entries are no JSON Lines, or a format is none of lines.
    Fault
        There is no Spark, or it ended.
    """
    address = data if isinstance(data, str) and "://" in data else None
    project = find_project(None if address else data)
    project = replace(project, entries=Path(address)) if address else project
    plan = BuildPlan.of(project, base=base, formats=formats, validates=validate)
    if not all(writer.is_lines for writer in plan.writers.values()):
        raise WrongArgument("--engine spark writes parts that can stand beside each other: --format nt or nq")
    if plan.shapes and plan.validator is None:
        raise WrongArgument("the shapes have constraints that are not compiled; give --no-shacl")
    folder = output if "://" in str(output) else f"file://{Path(output).resolve()}"
    # With Turtle, so that the description comes as VoID too.
    whole = BuildPlan(plan.survey, plan.base, [*formats, "ttl"], validates=validate)
    paths = [address] if address else [f"file://{path.resolve()}" for path in line_files(plan)]
    with _session(master) as spark, TemporaryDirectory() as scratch:
        made = _parts(spark, plan, paths)
        merge(whole, _InOrder(made), scratch, validate=validate)
        for ending in plan.formats:
            rest = Path(scratch, f"slm-graph.{ending}").read_bytes()
            texts = made.map(lambda numbered, ending=ending: numbered[1].texts[ending]).filter(len)
            lines = spark.sparkContext.parallelize([rest], 1).union(texts).map(lambda text: (text.decode()[:-1],))
            spark.createDataFrame(lines, "value string", verifySchema=False).write.mode("overwrite").text(
                f"{folder}/slm-graph.{ending}"
            )
        # Python has no other way to the file system that the folder is in.
        place = spark._jvm.org.apache.hadoop.fs.Path
        target = place(f"{folder}/{VOID_FILE}")
        target.getFileSystem(spark._jsparkSession.sessionState().newHadoopConf()).copyFromLocalFile(
            place(f"{scratch}/{VOID_FILE}"), target
        )
    return [f"{output}/{name}" for name in (*(f"slm-graph.{ending}/" for ending in plan.formats), VOID_FILE)]


def _parts(spark: Any, plan: BuildPlan, paths: Sequence[str]) -> Any:
    """Return the parts as Spark has them, each with its file and first line; made once, and kept on disks."""
    from pyspark import StorageLevel

    lines = spark.read.option("lineSep", "\n").text(list(paths))
    # The bytes, since a line that is no UTF-8 is a problem to be told.
    lines = lines.selectExpr("_metadata.file_path file", "_metadata.file_block_start start", "CAST(value AS BINARY)")
    counts = {(file, start): number for file, start, number in lines.groupBy("file", "start").count().collect()}
    sent = spark.sparkContext.broadcast(_Mapping(plan, dict(_first_lines(counts))))
    return lines.rdd.mapPartitions(lambda rows: sent.value.parts(rows)).persist(StorageLevel.DISK_ONLY)


def _first_lines(counts: Mapping[Split, int]) -> Iterator[tuple[Split, int]]:
    """Yield the number of the first line of each split.

    Examples
    --------
    >>> list(_first_lines({("a", 90): 5, ("b", 0): 3, ("a", 0): 7}))
    [(('a', 0), 1), (('a', 90), 8), (('b', 0), 1)]
    """
    for _, splits in groupby(sorted(counts), itemgetter(0)):
        first = 1
        for split in splits:
            yield split, first
            first += counts[split]


@dataclass
class _Mapping:
    """What is sent to each process: the plan, and the numbers of the first lines."""

    plan: BuildPlan
    first_lines: dict[Split, int]

    def parts(self, rows: Iterable[tuple[str, int, bytearray]]) -> Iterator[tuple[Split, Part]]:
        """Yield the parts of the lines of some splits."""
        with seldom_collected():
            for split, lines in groupby(rows, itemgetter(0, 1)):
                address = urlsplit(split[0])
                name = shown(Path(unquote(address.path))) if address.scheme == "file" else split[0]
                for part in cut_lines(name, self.first_lines[split], (data for _, _, data in lines)):
                    yield (name, part.first), map_partition(self.plan, part)


@dataclass
class _InOrder:
    """The parts without their texts, in the order of the lines, each time anew."""

    made: Any

    def __iter__(self) -> Iterator[Part]:
        told = self.made.mapValues(lambda part: replace(part, texts={}))
        yield from told.sortByKey().values().toLocalIterator()


@contextmanager
def _session(master: str) -> Iterator[Any]:
    """Start Spark, and stop it."""
    if find_spec("pyspark") is None:
        raise Fault("--engine spark needs PySpark: pip install 'slm-graph[spark]'")
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        raise Fault("--engine spark needs Java 17 or later: install it (apt install default-jre-headless)")
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    is_seen = str(sys.stderr.isatty()).lower()
    settings = {"spark.log.level": "ERROR", "spark.ui.showConsoleProgress": is_seen}
    try:
        spark = SparkSession.builder.master(master).appName("slm-graph").config(map=settings).getOrCreate()
        try:
            yield spark
        finally:
            spark.stop()
    except (Py4JError, PySparkException) as error:
        raise Fault(f"Spark: {str(error).splitlines()[0].rstrip('.')}; what it printed above may say more") from error
