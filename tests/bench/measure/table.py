# SPDX-License-Identifier: MIT
"""Rows of the table: a figure of ours, one of the floor, a budget, a verdict."""
from dataclasses import dataclass

HEADS = ("line", "ours", "floor", "ratio", "budget", "verdict", "notes")


def number(value, unit=""):
    """Four figures that matter, thousands apart."""
    if value is None:
        return "-"
    text = f"{value:,.0f}" if abs(value) >= 100 else f"{value:.4g}"
    return f"{text} {unit}".rstrip()


@dataclass
class Row:
    """`at_most` judges our figure, `ratio_at_least` and `ratio_at_most` the one by the floor's."""
    line: str
    ours: float = None
    floor: float = None
    unit: str = ""
    at_most: float = None
    ratio_at_least: float = None
    ratio_at_most: float = None
    note: str = ""

    @property
    def ratio(self):
        if self.ours is None or not self.floor:
            return None
        return self.ours / self.floor

    def budget(self):
        if self.at_most is not None:
            return "<= " + number(self.at_most, self.unit)
        if self.ratio_at_least is not None:
            return f">= {self.ratio_at_least} of floor"
        if self.ratio_at_most is not None:
            return f"<= {self.ratio_at_most} of floor"
        return "-"

    def verdict(self):
        if self.at_most is not None and self.ours is not None:
            return "met" if self.ours <= self.at_most else "missed"
        if self.ratio is None:
            return "no figure"
        if self.ratio_at_least is not None:
            return "met" if self.ratio >= self.ratio_at_least else "missed"
        if self.ratio_at_most is not None:
            return "met" if self.ratio <= self.ratio_at_most else "missed"
        return "-"

    def cells(self):
        ratio = "-" if self.ratio is None else f"{self.ratio:.2f}"
        return (self.line, number(self.ours, self.unit), number(self.floor, self.unit), ratio,
                self.budget(), self.verdict(), self.note)


def render(rows):
    """The whole table as text."""
    cells = [HEADS] + [row.cells() for row in rows]
    widths = [max(len(line[i]) for line in cells) for i in range(len(HEADS))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip()
             for line in cells]
    lines.insert(1, "  ".join("-" * width for width in widths[:-1]) + "  -----")
    return "\n".join(lines)
