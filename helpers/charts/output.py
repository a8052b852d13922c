"""What a notebook shows: figures with data and text alternative, sentences, tables; article text never becomes
markup."""

from __future__ import annotations

import base64
import html
import io
import re
from collections.abc import Iterable
from pathlib import Path

import matplotlib
import pandas as pd
from IPython.display import display
from matplotlib.figure import Figure
from PIL import Image

from helpers.charts.style import DPI, LOOK, Nothing, count, listed, words

_MARKUP = re.compile(r"[\\`*_\[\]#|<>~&$@]|^[-+=]|(?<!\w)-|-(?!\w)|:(?=//)|(?<=www)\.|(?<=^\d)[.)]")


def literal(text: str | None) -> str:
    """Text of an article for use within a Markdown sentence: every sign shows as itself, none acts.

    HTML, Markdown and mathematics are disarmed; `$` and `\\` stand in an element of their own, since MathJax reads the
    finished page.

    >>> literal("<b> 5 $")
    '&#60;b&#62; 5 <span>&#36;</span>'
    """
    def shown(match: re.Match) -> str:
        sign = f"&#{ord(match[0])};"
        return f"<span>{sign}</span>" if match[0] in "$\\" else sign
    return _MARKUP.sub(shown, words(text))


def say(text: str | Iterable[str]) -> None:
    """Show a generated sentence, or a list of them, as Markdown. Article text in it goes through `literal` first."""
    text = text if isinstance(text, str) else "\n".join(f"- {line}" for line in text)
    display({"text/markdown": text, "text/plain": text}, raw=True)


def show(figure: Figure | Nothing, path: Path, data: pd.DataFrame) -> None:
    """Save a figure as `path`.png with its data as `path`.csv, and show it with its text alternative.

    `path` has no suffix. The picture in words, as its figure function gave them, stands in the output's metadata and in
    a sentence beneath. Where there is `Nothing` to show, that is said, and files of an earlier run are removed.
    """
    if isinstance(figure, Nothing):
        for suffix in (".png", ".csv"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        return say(str(figure))
    alt, picture = figure.get_label(), _png(figure)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.with_name(path.name + ".png").write_bytes(picture)
    save(data, path)
    display({"image/png": base64.b64encode(picture).decode(), "text/plain": f"[figure: {alt}]"},
            metadata={"image/png": {"alt": alt}}, raw=True)
    say(f"*In words:* {literal(alt)} Data: `{path.name}.csv`.")


def _png(figure: Figure) -> bytes:
    """The picture, the same bytes each time, in as few colours as it needs: a notebook stays under a megabyte."""
    buffer = io.BytesIO()
    with matplotlib.rc_context(LOOK):
        figure.savefig(buffer, format="png", dpi=DPI, metadata={"Software": None})
    small = io.BytesIO()
    Image.open(buffer).convert("RGB").quantize(128, method=Image.Quantize.MAXCOVERAGE,
                                               dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
    return small.getvalue()


def save(frame: pd.DataFrame, path: Path) -> None:
    """Write a table as `path`.csv: lists joined with "; ", and no cell that a spreadsheet would take for a formula."""
    path.parent.mkdir(parents=True, exist_ok=True)
    frame.map(_cell).to_csv(path.with_name(path.name + ".csv"), index=False, float_format="%.6g", lineterminator="\n",
                            encoding="utf-8")


def _cell(value):
    value = "; ".join(map(str, value)) if isinstance(value, (list, tuple)) else value
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def table(frame: pd.DataFrame, rows: int = 10, empty: str = "Nothing to list here.") -> None:
    """Show the first rows of a table, everything escaped; says how many are left out, `empty` where it has none."""
    if not len(frame):
        return say(f"*{empty}*")
    digits = [_digits(column) for _, column in frame.items()]
    head = "".join(f"<th {_LEFT if places is None else _RIGHT}>{_html(str(name).replace('_', ' '))}</th>"
                   for name, places in zip(frame.columns, digits))
    body = "".join("<tr>" + "".join(map(_data, row, digits)) + "</tr>\n"
                   for row in frame.head(rows).itertuples(index=False))
    display({"text/html": f"<table><thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody></table>",
             "text/plain": f"[table: {count(len(frame), 'row')}, columns {', '.join(map(str, frame.columns))}]"},
             raw=True)
    if len(frame) > rows:
        say(f"… {count(len(frame) - rows, 'more row')}.")


# Jupyter's own style sheet puts every cell to the right; the attribute speaks where style attributes are taken away.
_LEFT, _RIGHT = (f"align='{side}' style='text-align:{side}'" for side in ("left", "right"))


def _digits(column: pd.Series) -> int | None:
    """How many places stand after the point in a column of numbers; None for other columns."""
    numbers = all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in column)
    return 2 * any(value % 1 > 0 for value in column) if numbers and column.notna().any() else None


def _data(value, digits: int | None) -> str:
    """A cell. Of a long list the first, of long texts one to a line."""
    if isinstance(value, (list, tuple)):
        lines = [_html(words(str(one))) for one in value]
        if any(len(line) > 60 for line in lines):
            return f"<td {_LEFT}>{'<br>'.join(lines)}</td>"
        value = listed(map(str, value), 5) if len(lines) > 6 else "; ".join(map(str, value))
    value = {True: "yes", False: "no"}[value] if isinstance(value, bool) else value
    text = "–" if value is None or value != value else words(str(value))
    if digits is not None:
        return f"<td {_RIGHT}>{text if text == '–' else f'{value:,.{digits}f}'}</td>"
    return f"<td {_LEFT[:-1]}{';white-space:nowrap' * (len(text) < 16)}'>{_html(text)}</td>"


def _html(text) -> str:
    """Escaped for HTML, and with no mathematics in it."""
    return re.sub(r"[$\\]", lambda sign: f"<span>&#{ord(sign[0])};</span>", html.escape(str(text)))
