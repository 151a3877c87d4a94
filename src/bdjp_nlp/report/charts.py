"""Charts: SVG pictures by Altair and vl-convert, whose colours are the page's own, light, dark or printed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import altair
import vl_convert

from bdjp_nlp.report.network import Network

_INK, _FAINT, _GRID = "#010101", "#020202", "#030303"
_SERIES = ("#040401", "#040402", "#040403", "#040404")
"""Stand for the page's colours while a picture is drawn; no other part of it has them."""
_MEANT = {
    _INK: "var(--ink)",
    _FAINT: "var(--faint)",
    _GRID: "var(--line)",
    **{colour: f"var(--series-{place})" for place, colour in enumerate(_SERIES, 1)},
}
_IDENTIFIED = re.compile(r'(\bid="|url\(#|href="#)')
_ROLES = re.compile(r' (?:role="graphics-[^"]*"|aria-[a-z]+="[^"]*")')
"""Vega's descriptions of parts, which an image with one name must not have."""
_FONT = "Source Sans 3, Segoe UI, Helvetica, Arial, sans-serif"
_ROW = 24
"""Pixels of a bar and its gap."""

Record = Mapping[str, Any]


def label_bars(records: Sequence[Record]) -> str:
    """Bars of passages by label, themes and constraints in two colours; keys: label, group, passages."""
    base = altair.Chart(_data(records)).encode(
        y=altair.Y("label:N", sort=None, title=None, axis=altair.Axis(labelLimit=260)),
        x=altair.X("passages:Q", title="passages", axis=altair.Axis(tickMinStep=1)),
    )
    bars = base.mark_bar(height=14, cornerRadiusEnd=2).encode(
        color=altair.Color("group:N", legend=None, scale=_scale(records, "group"))
    )
    numbers = base.mark_text(align="left", dx=4, color=_INK).encode(text="passages:Q")
    return _svg(bars + numbers, 430, _ROW * len(records), "bars", "Passages by theme and by constraint")


def intervals(records: Sequence[Record]) -> str:
    """Corrected shares with their intervals, and the raw share as a hollow mark; shares between 0 and 1."""
    base = altair.Chart(_data(records)).encode(
        y=altair.Y("label:N", sort=None, title=None, axis=altair.Axis(labelLimit=260))
    )
    colour = altair.Color("group:N", legend=None, scale=_scale(records, "group"))
    scale = altair.Axis(format="%")
    lines = base.mark_rule(strokeWidth=2).encode(
        x=altair.X("low:Q", title="share of passages", axis=scale), x2="high:Q", color=colour
    )
    points = base.mark_point(filled=True, size=70, opacity=1).encode(x="share:Q", color=colour)
    raw = base.mark_tick(thickness=2, size=12, color=_INK).encode(x="raw_share:Q")
    return _svg(lines + points + raw, 430, _ROW * len(records), "intervals", "Shares of passages with 95 % intervals")


def years(records: Sequence[Record]) -> str:
    """Bars of dated statements by year, parted by modality; keys: year, modality, statements."""
    chart = (
        altair.Chart(_data(records))
        .mark_bar()
        .encode(
            x=altair.X("year:O", title=None, axis=altair.Axis(labelAngle=0, labelOverlap=True)),
            y=altair.Y("statements:Q", title="dated statements", axis=altair.Axis(tickMinStep=1)),
            color=altair.Color("modality:N", scale=_scale(records, "modality"), legend=_legend()),
            order=altair.Order("modality:N"),
        )
    )
    return _svg(chart, 640, 200, "years", "Dated statements by year")


def network_picture(network: Network) -> str:
    """Named things as points, larger where they are named more, and lines between those that share sentences."""
    places = {node.entity_id: node for node in network.nodes}
    lines = [
        {
            "x": places[link.first].x,
            "y": places[link.first].y,
            "x2": places[link.second].x,
            "y2": places[link.second].y,
            "sentences": link.sentences,
        }
        for link in network.links
    ]
    points = [{"x": n.x, "y": n.y, "name": n.name, "kind": n.label, "mentions": n.mentions} for n in network.nodes]
    room = altair.Scale(domain=[-0.06, 1.06])
    x, y = altair.X("x:Q", axis=None, scale=room), altair.Y("y:Q", axis=None, scale=room)
    rules = (
        altair.Chart(_data(lines))
        .mark_rule(color=_FAINT, opacity=0.55)
        .encode(x=x, y=y, x2="x2:Q", y2="y2:Q", strokeWidth=altair.StrokeWidth("sentences:Q", legend=None))
    )
    base = altair.Chart(_data(points)).encode(x=x, y=y)
    dots = base.mark_circle(color=_SERIES[0], opacity=1).encode(
        size=altair.Size("mentions:Q", scale=altair.Scale(range=[40, 700]), legend=None)
    )
    names = base.mark_text(dy=-14, fontSize=13, color=_INK).encode(text="name:N")
    return _svg(rules + dots + names, 720, 520, "network", "Named things that stand together in sentences")


def _data(records: Sequence[Record]) -> altair.InlineData:
    return altair.InlineData(values=[dict(record) for record in records])


def _scale(records: Sequence[Record], key: str) -> altair.Scale:
    domain = list(dict.fromkeys(record[key] for record in records))
    return altair.Scale(domain=domain, range=[_SERIES[place % len(_SERIES)] for place in range(len(domain))])


def _legend() -> altair.Legend:
    return altair.Legend(orient="top", title=None, direction="horizontal")


def _svg(chart: altair.LayerChart | altair.Chart, width: int, height: int, name: str, described: str) -> str:
    """The picture as inline SVG: the page's colours, identifiers of its own, one name for screen readers."""
    axis = {
        "labelColor": _INK,
        "titleColor": _FAINT,
        "domainColor": _GRID,
        "tickColor": _GRID,
        "gridColor": _GRID,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
    }
    spec = chart.properties(width=width, height=height, background="transparent").to_dict(validate=False)
    spec["config"] = {
        "font": _FONT,
        "view": {"stroke": None},
        "axis": axis,
        "legend": {"labelColor": _INK, "labelFontSize": 12},
        "aria": False,
    }
    drawn = str(vl_convert.vegalite_to_svg(spec))
    for stand_in, meant in _MEANT.items():
        drawn = re.sub(rf'(fill|stroke)="{stand_in}"', rf'style="\1:{meant}"', drawn)
    drawn = _IDENTIFIED.sub(rf"\g<1>{name}-", drawn)
    drawn = _ROLES.sub("", drawn)
    return drawn.replace("<svg ", f'<svg role="img" aria-label="{described}" ', 1)
