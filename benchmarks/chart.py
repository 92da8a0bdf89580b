"""The chart of the report: a plain SVG, drawn here, readable on light and on dark pages."""

from html import escape
from math import log10

from .goals import Result

ROWS = {
    "create": "open a ticket",
    "list, first page": "list, first page",
    "list, at the end": "list, last page",
    "admin, first page": "admin, first page",
    "admin, last page": "admin, page 1000 or last",
    "admin search, rare word": "search, rare word",
    "admin search, common word": "search, common word",
    "admin search, absent word": "search, absent word",
}
LEFT, RIGHT, TOP, STEP, BOTTOM = 190, 30, 92, 34, 46
WIDTH = 860
STYLE = """
svg { --page: #ffffff; --ink: #1f2328; --soft: #59636e; --grid: #d8dee4;
      --app: #0969da; --limit: #1f883d; --old: #bc4c00 }
@media (prefers-color-scheme: dark) {
  svg { --page: #12161c; --ink: #e6edf3; --soft: #9198a1; --grid: #30363d;
        --app: #58a6ff; --limit: #3fb950; --old: #f0883e }
}
text { font: 13px system-ui, sans-serif; fill: var(--ink) }
.soft { fill: var(--soft) } .title { font-size: 16px; font-weight: 600 }
.grid { stroke: var(--grid) } .app { fill: var(--app) } .limit { fill: var(--limit) }
.old { fill: none; stroke: var(--old); stroke-width: 2 } .range { stroke: var(--app); stroke-width: 2; opacity: .5 }
"""


class Scale:
    """A logarithmic axis of milliseconds, in whole powers of ten around what it has to show."""

    def __init__(self, values: list[float]) -> None:
        self.low = int(log10(min(values))) if min(values) >= 1 else 0
        self.high = int(log10(max(values))) + 1

    def x(self, value: float) -> float:
        part = (log10(max(value, 10**self.low)) - self.low) / (self.high - self.low)
        return round(LEFT + part * (WIDTH - LEFT - RIGHT), 1)

    @property
    def ticks(self) -> list[int]:
        return [10**power for power in range(self.low, self.high + 1)]


def draw(result: Result) -> str:
    """Return the chart of a run: medians in this process, on a logarithmic scale."""
    rows = [what for what in ROWS if result.case(f"app: {what}", result.sizes[-1])]
    scale = Scale([value for what in rows for value in _values(result, what)])
    height = TOP + STEP * len(rows) + BOTTOM
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="t d">',
        "<title id='t'>Time of one request</title>",
        f"<desc id='d'>{escape(_description(result, rows))}</desc>",
        f"<style>{STYLE}</style>",
        f'<rect width="{WIDTH}" height="{height}" rx="8" fill="var(--page)"/>',
        *_heading(result),
        *_grid(scale, height),
    ]
    for number, what in enumerate(rows):
        parts += _row(result, what, TOP + STEP * number + STEP / 2, scale)
    return "\n".join([*parts, "</svg>", ""])


def _heading(result: Result) -> list[str]:
    sizes = " → ".join(f"{size:,}" for size in result.sizes)
    return [
        f'<text x="20" y="30" class="title">Time of one request, {escape(result.data["meta"]["database"])}</text>',
        f'<circle cx="26" cy="54" r="5" class="app"/><text x="38" y="58">this app, {sizes} tickets</text>',
        f'<rect x="{WIDTH - 440}" y="46" width="4" height="16" class="limit"/>'
        f'<text x="{WIDTH - 428}" y="58">the limit</text>',
        f'<path d="{_diamond(WIDTH - 320, 54)}" class="old"/>'
        f'<text x="{WIDTH - 306}" y="58">the specification’s illustration</text>',
    ]


def _grid(scale: Scale, height: int) -> list[str]:
    lines = []
    for tick in scale.ticks:
        x, label = scale.x(tick), f"{tick} ms" if tick < 1000 else f"{tick // 1000} s"
        lines.append(f'<line x1="{x}" x2="{x}" y1="{TOP - 8}" y2="{height - BOTTOM}" class="grid"/>')
        lines.append(f'<text x="{x}" y="{height - BOTTOM + 22}" text-anchor="middle" class="soft">{label}</text>')
    return lines


def _row(result: Result, what: str, y: float, scale: Scale) -> list[str]:
    times = [case["median"] for size in result.sizes if (case := result.case(f"app: {what}", size))]
    low, high = scale.x(min(times)), scale.x(max(times))
    parts = [f'<text x="{LEFT - 14}" y="{y + 4}" text-anchor="end">{escape(ROWS[what])}</text>']
    parts.append(f'<line x1="{low}" x2="{high}" y1="{y}" y2="{y}" class="range"/>')
    if limit := _last(result, f"limit: {what}"):
        parts.append(f'<rect x="{scale.x(limit) - 2}" y="{y - 9}" width="4" height="18" class="limit"/>')
    if old := _last(result, f"illustration: {what}"):
        parts.append(f'<path d="{_diamond(scale.x(old), y)}" class="old"/>')
    radii = (3.0, 4.5, 6.0)[-len(times) :]
    parts += [
        f'<circle cx="{scale.x(time)}" cy="{y}" r="{radius}" class="app"/>'
        for time, radius in zip(times[-3:], radii, strict=True)
    ]
    return parts


def _diamond(x: float, y: float) -> str:
    return f"M{x} {y - 7}l7 7l-7 7l-7 -7z"


def _last(result: Result, key: str) -> float | None:
    """Return a case's median on the largest table on which it was tried."""
    found = [case["median"] for size in result.sizes if (case := result.case(key, size))]
    return found[-1] if found else None


def _values(result: Result, what: str) -> list[float]:
    subjects = ("app", "limit", "illustration")
    found = (result.case(f"{subject}: {what}", size) for subject in subjects for size in result.sizes)
    return [case["median"] for case in found if case]


def _description(result: Result, rows: list[str]) -> str:
    """Return the chart in words, for those who do not see it."""
    size = result.sizes[-1]
    told = (f"{ROWS[what]}: {_last(result, f'app: {what}'):.0f} ms" for what in rows)
    return f"Medians of this app at {size:,} tickets. {'; '.join(told)}."
