"""Labels beside points, none on top of another."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.text import Text

from helpers.charts.style import GREY

#: Where a label may stand about its point, best first: direction in x and y, and how far off.
_PLACES = [(x * far, y * far) for far in (1, 2.2, 3.6) for x, y in ((1, 0), (0, 1), (0, -1), (-1, 0), (1, 1), (1, -1),
    (-1, 1), (-1, -1))]


def beside(axes: Axes, texts: list[Text], radii: list[float]) -> None:
    """Move each text beside its own point (where it was put), clear of the points and of the texts placed before it.

    `radii`: of the points' marks, in points. Texts come in order of importance; one that finds no free place gets the
    least bad one, and a thin line leads back to its point when it stands off.
    """
    figure = axes.figure
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    scale, renderer, frame = figure.dpi / 72, figure.canvas.get_renderer(), axes.get_window_extent()
    points = axes.transData.transform([text.get_position() for text in texts])
    taken = [_box(x, y, 2 * radius * scale, 2 * radius * scale) for (x, y), radius in zip(points, radii)]
    for (x, y), radius, text in zip(points, radii, texts):
        size = text.get_window_extent(renderer)
        gap = (radius + 2) * scale
        options = [_box(x + dx * gap + np.sign(dx) * size.width / 2, y + dy * gap + np.sign(dy) * size.height / 2,
                        size.width, size.height)
                   for dx, dy in _PLACES]
        costs = [sum(_overlap(box, other) for other in taken) + _outside(box, frame) + step
                 for step, box in enumerate(options)]
        best = options[int(np.argmin(costs))]
        taken.append(best)
        centre = ((best[0] + best[2]) / 2, (best[1] + best[3]) / 2)
        if int(np.argmin(costs)) >= 8:
            axes.annotate("", axes.transData.inverted().transform(centre), text.get_position(), zorder=1,
                          arrowprops={"arrowstyle": "-", "color": GREY, "linewidth": 0.6})
        text.set(position=axes.transData.inverted().transform(centre), ha="center", va="center")


def _box(x: float, y: float, width: float, height: float) -> tuple[float, float, float, float]:
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def _overlap(one: tuple, other: tuple) -> float:
    """Area that two boxes share."""
    return max(0, min(one[2], other[2]) - max(one[0], other[0])) * max(0, min(one[3], other[3]) - max(one[1], other[1]))


def _outside(box: tuple, frame) -> float:
    return 1e4 * (max(0, frame.x0 - box[0]) + max(0, box[2] - frame.x1) + max(0, frame.y0 - box[1])
                  + max(0, box[3] - frame.y1))
