"""Dates: years, months, and the order of day and month in a column."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases_in_lines import lines_of
from slm_graph.text.dates import date_of_arxiv, date_order, read_date


@pytest.mark.parametrize(("text", "wanted"), lines_of("identifiers/dates"))
def test_dates(text: str, wanted: str) -> None:
    assert " ".join(filter(None, read_date(text))) == wanted


@given(st.text(max_size=30) | st.text("0123456789-/. 年月Oct", max_size=12))
def test_a_date_has_a_month_only_with_a_year(text: str) -> None:
    year, month = read_date(text)
    assert re.fullmatch(r"\d{4}|", year)
    assert re.fullmatch(r"0[1-9]|1[0-2]|", month)
    assert year or not month


def test_the_month_of_an_identifier() -> None:
    assert [date_of_arxiv(i) for i in ("2310.13289", "0704.0001", "cs/0112017", "math.GT/9912001", "x")] == [
        "2023-10", "2007-04", "2001-12", "1999-12", "",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["03/04/2024", "25/03/2024"], "day first"),
        (["03/04/2024", "03/25/2024"], "month first"),
        (["03/04/2024", "05/06/2024"], ""),
        (["25/03/2024", "03/25/2024"], ""),  # each says another order
        (["04/2024", "2024", "soon", ""], ""),
    ],
)
def test_a_number_over_twelve_settles_the_order_of_a_column(cells: list[str], order: str) -> None:
    assert date_order([(cell, "") for cell in cells]) == order
    assert date_order([(cell, "") for cell in reversed(cells)]) == order


def test_months_of_arxiv_ids_settle_what_digits_leave_open() -> None:
    column = [("03/04/2024", "2403.01234"), ("05/06/2024", "2405.01234"), ("07/07/2024", ""), ("01/02/2024", "")]
    assert date_order(column) == "month first"
    # They agree with neither more than with the other.
    assert date_order([("03/04/2024", "2403.01234"), ("03/04/2024", "2404.01234")]) == ""


def test_what_the_order_leaves_open_is_a_year_alone() -> None:
    assert read_date("03/04/2024") == ("2024", "")
    assert read_date("04/04/2024") == ("2024", "04")
    assert read_date("31/03/2024", "month first") == ("2024", "03")
    assert read_date("45/46/2024") == ("2024", "")
    assert read_date("2024-03-04") == ("2024", "03")
    assert read_date("Marseille 2024") == ("2024", "")
    assert read_date("May 2024 to June 2024") == ("2024", "")
