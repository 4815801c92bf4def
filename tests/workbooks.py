"""XLSX workbooks, written by hand as the standard has them (ECMA-376)."""

from __future__ import annotations

import io
import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
FORMATS = f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'


def workbook(sheets: dict[str, str], merged: str = "") -> bytes:
    """Return a workbook; a sheet is the XML of its rows."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        listed, related = "", ""
        for number, (name, rows) in enumerate(sheets.items(), 1):
            listed += f'<sheet name="{name}" sheetId="{number}" r:id="r{number}"/>'
            related += f'<Relationship Id="r{number}" Type="{OFFICE}/worksheet" Target="worksheets/s{number}.xml"/>'
            text = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{merged}</worksheet>'
            packed.writestr(f"xl/worksheets/s{number}.xml", text)
        related += f'<Relationship Id="s" Type="{OFFICE}/styles" Target="styles.xml"/>'
        packed.writestr("xl/styles.xml", FORMATS)
        packed.writestr(
            "xl/workbook.xml", f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>'
        )
        packed.writestr(
            "xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{PACKAGE}/relationships">{related}</Relationships>'
        )
        main = f'<Relationship Id="w" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        packed.writestr("_rels/.rels", f'<Relationships xmlns="{PACKAGE}/relationships">{main}</Relationships>')
        packed.writestr("[Content_Types].xml", f'<Types xmlns="{PACKAGE}/content-types"/>')
    return stream.getvalue()


def row(number: int, *cells: str) -> str:
    """Return a row of texts, numbers (=960) and dates (@45000)."""
    xml = ""
    for letter, cell in zip("ABCDEF", cells, strict=False):
        place = f'r="{letter}{number}"'
        if cell.startswith(("=", "@")):
            xml += f'<c {place} s="{int(cell[0] == "@")}"><v>{cell[1:]}</v></c>'
        elif cell:
            xml += f'<c {place} t="inlineStr"><is><t>{cell}</t></is></c>'
    return f'<row r="{number}">{xml}</row>'
