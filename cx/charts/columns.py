"""How answers spread over a scale."""

from __future__ import annotations

from collections.abc import Sequence

from cx.charts.frame import Band, Figure, Words, base_layout, note, nothing
from cx.charts.labels import safe, safe_label
from cx.palette import HAIRLINE, INK, MUTED, NEUTRAL

HEIGHT = 170
BAND_HEIGHT = 62


def distribution(counts: Sequence[int], *, bands: Sequence[Band], words: Words) -> Figure:
    """A column for each score from 0 up, which is also its `customdata`."""
    total = sum(counts)
    if not total:
        return nothing(words)
    scores = list(range(len(counts)))
    colours = [
        next((band.colour for band in bands if band.first <= score <= band.last), MUTED)
        for score in scores
    ]
    names = [
        next((band.label for band in bands if band.first <= score <= band.last), "")
        for score in scores
    ]
    texts = [
        f"{score} {safe(name)}<br><b>{safe(words.number(count / total, 'share'))}</b><br>"
        + safe(words.count(count))
        for score, count, name in zip(scores, counts, names, strict=True)
    ]
    columns = {
        "type": "bar",
        "x": scores,
        "y": list(counts),
        "marker": {"color": colours},
        "text": [words.number(count, "count") for count in counts],
        "textposition": "outside",
        "textangle": 0,
        "textfont": {"size": 11, "color": MUTED},
        "cliponaxis": False,
        "constraintext": "none",
        "customdata": scores,
        "hovertext": texts,
        "hovertemplate": "%{hovertext}<extra></extra>",
        "unselected": {"marker": {"opacity": 0.45}},
    }
    shapes, notes = [], []
    for band in bands:
        share = sum(counts[band.first : band.last + 1]) / total
        shapes.append(
            {
                "type": "line",
                "x0": band.first - 0.36,
                "x1": band.last + 0.36,
                "y0": 0,
                "y1": 0,
                "yref": "paper",
                "ysizemode": "pixel",
                "yanchor": 0,
                "line": {"color": band.colour, "width": 2},
            }
        )
        shapes[-1] |= {"y0": -24, "y1": -24}
        label = safe_label(band.label, most=14)
        notes.append(
            note(
                f"{label}<br><b>{safe(words.number(share, 'share'))}</b>",
                x=(band.first + band.last) / 2,
                y=0,
                yref="paper",
                yanchor="top",
                yshift=-28,
                align="center",
                size=12,
                colour=MUTED if band.colour == NEUTRAL else band.colour,
            )
        )
    hidden = {
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
        "title": {"text": ""},
    }
    return {
        "data": [columns],
        "layout": base_layout(
            height=HEIGHT,
            top=20,
            bottom=BAND_HEIGHT + 8,
            bargap=0.28,
            xaxis={
                **hidden,
                "range": [-0.6, len(counts) - 0.4],
                "tickvals": scores,
                "tickfont": {"size": 12, "color": INK},
                "ticks": "",
                "showline": True,
                "linecolor": HAIRLINE,
            },
            yaxis={**hidden, "visible": False, "range": [0, max(counts) * 1.08]},
            shapes=shapes,
            annotations=notes,
        ),
    }
