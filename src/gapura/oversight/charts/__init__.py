"""Charts drawn by the server as SVG, each beside the table and the sentence that say the same."""

from gapura.oversight.charts.bars import Row, bars, rows
from gapura.oversight.charts.chart import Chart, Series, Table
from gapura.oversight.charts.figures import figure, percent
from gapura.oversight.charts.lines import lines
from gapura.oversight.charts.tiles import Tile, tiles

__all__ = ["Chart", "Row", "Series", "Table", "Tile", "bars", "figure", "lines", "percent", "rows", "tiles"]
