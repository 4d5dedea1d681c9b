"""The two tables that a run prints."""

import sys

FIGURES = ("figure", "ours", "floor", "ratio", "target", "reached")
ONE_CORE = ("maker", "body", "bytes", "calls/s", "processor time of a call", "MB/s")
LEFT = ("figure", "target", "maker", "body", "reached")   # aligned to the left; the rest are numbers


class Table:
    def __init__(self, columns):
        self.columns, self.rows = columns, []

    def add(self, *cells):
        self.rows.append(dict(zip(self.columns, cells, strict=True)))
        print(".", end="", file=sys.stderr, flush=True)

    def print(self):
        lines = [dict(zip(self.columns, self.columns)), *self.rows]
        widths = {column: max(len(str(line[column])) for line in lines) for column in self.columns}
        for line in lines:
            cells = [str(line[column]).ljust(widths[column]) if column in LEFT else str(line[column]).rjust(widths[column])
                     for column in self.columns]
            print("| " + " | ".join(cells) + " |")
            if line is lines[0]:
                print("|" + "|".join("-" * (widths[column] + 2) for column in self.columns) + "|")


class Figures(Table):
    """Rows of product.md section 9: `reached` is "yes", "NO", or empty where there is no target."""

    def __init__(self):
        super().__init__(FIGURES)

    def judge(self, figure, ours, target, reached, floor="", ratio=""):
        self.add(figure, ours, floor, ratio, target, "yes" if reached else "NO")

    def tell(self, figure, ours, floor="", ratio=""):
        self.add(figure, ours, floor, ratio, "", "")

    def all_reached(self):
        return all(row["reached"] != "NO" for row in self.rows)
