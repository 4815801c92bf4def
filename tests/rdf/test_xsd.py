"""Values: what means the same, and what does not."""

from __future__ import annotations

import pytest

from slm_graph.rdf.xsd import value_key

XSD = "http://www.w3.org/2001/XMLSchema#"


@pytest.mark.parametrize(
    ("one", "other", "datatypes"),
    [
        ("07", "7", "integer integer"), ("+7", "7", "integer decimal"), ("1.50", "1.5", "decimal decimal"),
        ("1e3", "1000.0", "double double"), ("7", "7.0E0", "integer double"), ("true", "1", "boolean boolean"),
        ("-0.0", "0", "double integer"), ("INF", "+INF", "double double"),
        ("1E-30", "0.000000000000000000000000000001", "double double"),
        ("2020-01-01T00:00:00+00:00", "2020-01-01T00:00:00Z", "dateTime dateTime"),
        ("2020-01-01T02:00:00.500+02:00", "2020-01-01T00:00:00.5Z", "dateTime dateTime"),
        ("0.1234567890123456789", "0.123456789012346", "decimal decimal"),
        ("99999999999999999999999", "99999999999999999999999", "integer decimal"), ("x", "x", "string "),
    ],
)  # fmt: skip
def test_what_means_the_same_is_no_difference(one: str, other: str, datatypes: str) -> None:
    first, second = datatypes.split(" ")
    assert value_key(one, f"{XSD}{first}") == value_key(other, f"{XSD}{second}" if second else "")


@pytest.mark.parametrize(
    ("one", "other", "datatypes"),
    [
        ("7", "8", "integer integer"), ("7", "7", "integer string"), ("true", "0", "boolean boolean"),
        ("2020", "2021", "gYear gYear"), ("1.5", "1.500001", "decimal decimal"), ("a", "A", "string string"),
        ("2020-01-01T00:00:00", "2020-01-01T00:00:00Z", "dateTime dateTime"),
        ("12345678901234567890", "12345678901234567891", "integer integer"),
    ],
)  # fmt: skip
def test_what_differs_is_a_difference(one: str, other: str, datatypes: str) -> None:
    first, second = datatypes.split(" ")
    assert value_key(one, f"{XSD}{first}") != value_key(other, f"{XSD}{second}")


def test_languages_are_compared_without_case() -> None:
    assert value_key("x", language="EN-gb") == value_key("x", language="en-GB") != value_key("x", language="de")
