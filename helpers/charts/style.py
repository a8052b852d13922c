"""The one look of all figures: type, colours, marks, and the order in which outlets stand."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import wraps
from textwrap import wrap

import matplotlib
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

# On the first import of a new installation matplotlib reports on stderr that it is listing fonts: no reader's business.
logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)

WIDTH = 9.5
DPI = 150
INK, GREY, PALE, ALARM = "#222222", "#6e6e6e", "#e9e9e9", "#a3123f"
LOOK = {
    "font.family": "DejaVu Sans", "font.size": 9, "axes.labelsize": 9, "xtick.labelsize": 8.5, "ytick.labelsize": 8.5,
    "legend.fontsize": 8.5, "legend.frameon": False, "text.color": INK, "axes.labelcolor": INK, "xtick.color": INK,
    "ytick.color": INK, "axes.edgecolor": "#999999", "axes.spines.top": False, "axes.spines.right": False,
    "axes.axisbelow": True, "grid.color": "#dddddd", "grid.linewidth": 0.7, "hatch.linewidth": 0.6,
    "figure.facecolor": "white", "text.usetex": False, "text.parse_math": False, "axes.unicode_minus": True,
}

#: Kinds of outlet in the order in which they always stand: colour (Okabe and Ito's, told apart in grey too) and mark.
KINDS = {
    "agency": ("#111111", "D"), "state media": ("#d55e00", "s"), "national": ("#0072b2", "o"),
    "regional": ("#56b4e9", "^"), "aggregator": ("#8f6bb8", "v"), "machine translation": ("#cc79a7", "P"),
    "other": ("#7f7f7f", "X"),
}
#: An outlet that passes on an agency's copy is no agency; a broadcaster or a daily with no further word is national.
_SYNONYMS = {"agency client": "aggregator", "state": "state media", "regional": "regional", "local": "regional",
             "broadcaster": "national", "daily": "national", "translat": "machine translation"}
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")


class Nothing(str):
    """Stands where a figure would, with the reason why there is none; `show` says it."""


def nothing(reason: str) -> Nothing:
    """What a figure function gives when the data hold nothing to draw.

    >>> nothing("only one outlet")
    'Nothing to show here: only one outlet.'
    """
    return Nothing(f"Nothing to show here: {reason.rstrip('.')}.")


def look(draw: Callable) -> Callable:
    """Decorate a figure function: the look holds while it draws and changes nothing for anyone else."""
    @wraps(draw)
    def drawn(*args, **options):
        with matplotlib.rc_context(LOOK):
            return draw(*args, **options)
    return drawn


def kind_of(text: str | None) -> str:
    """The kind of outlet a register's word belongs to ("other" where none fits).

    >>> kind_of("national daily (online)"), kind_of("press agency"), kind_of("broadcaster"), kind_of("")
    ('national', 'agency', 'national', 'other')
    """
    text = (text or "").casefold()
    return next((kind for word, kind in (_SYNONYMS | {kind: kind for kind in KINDS}).items() if word in text), "other")


def key(outlets: pd.DataFrame) -> pd.DataFrame:
    """Order and colour of each outlet, for every figure of a study.

    `outlets`: columns outlet, name, kind (any may be empty). Gives rows in the one order (by kind, then name), indexed
    by outlet: name, kind, colour (its kind's; place and label tell outlets apart).
    """
    known = outlets.drop_duplicates("outlet").copy()
    known["kind"] = [kind_of(words(kind)) for kind in known.kind]
    known["name"] = [words(name) or outlet for name, outlet in zip(known.name, known.outlet)]
    known["rank"] = known.kind.map(list(KINDS).index)
    known = known.sort_values(["rank", "name", "outlet"]).set_index("outlet")[["name", "kind"]]
    return known.assign(colour=[KINDS[kind][0] for kind in known.kind])


def of_outlets(outlets: pd.DataFrame, column: str, values: pd.Series) -> pd.Series:
    """Name or kind of each outlet in `values`; "outlet unknown" and "other" where the key has none."""
    default = "other" if column == "kind" else "outlet unknown"
    return pd.Series([outlets[column].get(value, default) if value else default for value in values],
                     index=values.index, dtype=object)


def in_order(names: Iterable[str], outlets: pd.DataFrame) -> list[str]:
    """Outlets (or kinds) that occur in `names`, in the one order; those without a key come last."""
    present = set(names)
    order = [name for name in [*outlets.index, *KINDS] if name in present]
    return order + sorted(present - set(order))


def canvas(title: str, subtitle: str, height: float, note: str = "", alt: str = "") -> Figure:
    """An empty figure with its words: `height` inches for the drawing; title, subtitle, note and text alternative
    around it."""
    head, under, foot = wrap(title, 80), wrap(subtitle, 125), wrap(note, 160)
    top, bottom = 0.16 + 0.25 * len(head) + 0.18 * len(under), 0.1 + 0.16 * len(foot)
    total = height + top + bottom
    figure = Figure(figsize=(WIDTH, total), dpi=DPI)
    FigureCanvasAgg(figure)
    figure.set_layout_engine("constrained", rect=(0.008, bottom / total, 0.984, height / total))
    for rows_, start, step, style in ((head, 0.1, 0.25, {"size": 13, "weight": "bold", "color": INK}),
                                      (under, 0.1 + 0.25 * len(head), 0.18, {"size": 9.5, "color": GREY}),
                                      (foot, total - bottom + 0.04, 0.16, {"size": 8, "color": GREY})):
        for line, text in enumerate(rows_):
            figure.text(0.1 / WIDTH, 1 - (start + step * line) / total, text, va="top", **style)
    figure.set_label(alt.replace("<", "‹").replace(">", "›"))
    return figure


def day(when: date | None, year: bool = True) -> str:
    """A day in words.

    >>> day(date(2024, 7, 18))
    '18 July 2024'
    """
    text = "unknown" if when is None or pd.isna(when) else f"{when.day} {MONTHS[when.month - 1]} {when.year}"
    return text if year else text.rpartition(" ")[0]


def days(first: date | None, last: date | None) -> str:
    """A span of days in words, as short as it can be; "day unknown" where it is so.

    >>> days(date(2024, 7, 18), date(2024, 7, 20)), days(date(2024, 6, 30), date(2024, 7, 2))
    ('18–20 July 2024', '30 June – 2 July 2024')
    >>> days(date(2020, 1, 1), date(2020, 12, 31)), days(date(2024, 2, 1), date(2024, 2, 29)), days(None, None)
    ('2020', 'February 2024', 'day unknown')
    """
    if pd.isna(first) or pd.isna(last):
        return "day unknown"
    if first == last:
        return day(first)
    whole = first.day == (last + timedelta(1)).day == 1 and first.year == last.year and (last - first).days
    if whole and (last.month - first.month in (0, 11)):
        return f"{MONTHS[first.month - 1]} {first.year}" if first.month == last.month else str(first.year)
    if first.year != last.year:
        return f"{day(first)} – {day(last)}"
    return f"{first.day}–{day(last)}" if first.month == last.month else f"{day(first, year=False)} – {day(last)}"


def count(number: int, noun: str, plural: str | None = None) -> str:
    """A number with its noun.

    >>> count(1, "article"), count(1200, "article"), count(2, "is", "are")
    ('1 article', '1,200 articles', '2 are')
    """
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def words(text: str | None) -> str:
    """A text on one line; "" for what is missing (None, or pandas' NaN)."""
    return " ".join(text.split()) if isinstance(text, str) else ""


def short(text: str | None, length: int) -> str:
    """A text cut at a word, with … where something is missing.

    >>> short("La Corée du Nord et la Russie", 14)
    'La Corée du…'
    """
    text = words(text)
    if len(text) <= length:
        return text
    cut = text[:length].rsplit(" ", 1)[0] if " " in text[:length] else text[: length - 1]
    return cut.rstrip(" ,;:«“(") + "…"


def brief(name: str | None, length: int) -> str:
    """A name without what it has in brackets, where it is too long; and cut only if it still is.

    >>> brief("RTN (Radio Télévision Neuchâtel)", 24)
    'RTN'
    """
    return short(name if len(words(name)) <= length else words(name).partition(" (")[0], length)


def folded(text: str, width: int, lines: int = 2) -> str:
    """A label on at most so many lines of so many characters; quotation marks stay with their words.

    >>> folded("La Corée du Nord et « Russie » entière", 18)
    'La Corée du Nord\\net «\\xa0Russie\\xa0»…'
    """
    text = words(text).replace("« ", "«\xa0").replace(" »", "\xa0»")
    return "\n".join(wrap(text, width, max_lines=lines, placeholder="…"))


def listed(parts: Iterable[str], most: int = 4) -> str:
    """Words in a sentence.

    >>> listed(["KCNA", "Yonhap", "AFP"]), listed("abcdef", 3)
    ('KCNA, Yonhap and AFP', 'a, b, c and 3 more')
    """
    parts = list(parts)
    shown, rest = parts[:most], len(parts) - most
    if rest > 0:
        return ", ".join(shown) + f" and {rest} more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def noted(*parts: tuple[object, str]) -> str:
    """The sentences whose condition holds, for the note under a figure.

    >>> noted((3, "Three are left out."), (0, "None is wrong."))
    'Three are left out.'
    """
    return " ".join(text for kept, text in parts if kept)


def legend_above(axes: Axes, **options) -> None:
    """A legend on the upper edge of a drawing, from its left."""
    axes.legend(**{"loc": "lower left", "bbox_to_anchor": (0, 1), "borderaxespad": 0.2} | options)


def kind_name(kind: str, kinds: Iterable[str]) -> str:
    """A kind of outlet in a label; where no outlet has a kind that is known, "other" stands for all.

    >>> kind_name("other", ["other"]), kind_name("other", ["other", "national"])
    ('all outlets', 'other')
    """
    return "all outlets" if set(kinds) == {"other"} else kind


def rows(axes: Axes, labels: list[str], grid: str = "") -> None:
    """A row to a label, the first on top, with a grid along `grid` and no lines around."""
    axes.set_yticks(range(len(labels)), labels)
    axes.set_ylim(len(labels) - 0.5, -0.5)
    if grid:
        axes.grid(axis=grid)
    bare(axes)


def shares(axis: Axis) -> None:
    """Name the ticks of an axis in per cent."""
    axis.set_major_formatter(lambda share, _: f"{share:.0%}")


def ranked(values: pd.Series) -> pd.Series:
    """The largest first; equals as they stood."""
    return values.sort_values(ascending=False, kind="stable")


def slanted(axes: Axes, labels: list[str], colours: list[str] | None = None) -> None:
    """Column heads above a matrix, at 45 degrees."""
    axes.xaxis.tick_top()
    axes.set_xticks(range(len(labels)), labels, rotation=45, ha="left", rotation_mode="anchor")
    for label, colour in zip(axes.get_xticklabels(), colours or []):
        label.set_color(colour)


def bare(axes: Axes, *sides: str) -> None:
    """Take away the lines and ticks around a drawing, all but the sides named."""
    axes.tick_params(length=0)
    for name, spine in axes.spines.items():
        spine.set_visible(name in sides)
