"""Write docs/metrics.md from the metric files:  python docs/make_metrics.py"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from cx import catalog
from cx.catalog import Metric

OPENING = """# Metrics

Made from `queries/*.sql` by `make docs`; a test fails when it is out of date. Each metric
is one file: its definition, what is counted, its worked examples and its SQL.
"""


def entry(metric: Metric) -> str:
    """One metric as Markdown."""
    lines = [f"### {metric.name} (`{metric.id}`)", "", metric.definition, ""]
    lines += [f"- **Counted**: {metric.counts}", f"- **Why**: {metric.why}"]
    lines += [f"- **Beware**: {metric.caveat}"]
    facts = f"{metric.unit}; better: {metric.better}; estimator: {metric.estimator}"
    lines += [f"- **Unit**: {facts}"]
    for parameter in metric.parameters:
        allowed = (
            ", ".join(map(str, parameter.choices))
            or f"{parameter.min} to {parameter.max}"
        )
        default = f"(default {parameter.default})"
        lines.append(f"- **Parameter** `{parameter.name}`: {allowed} {default}")
    for benchmark in metric.benchmarks:
        value = f"{benchmark.value:g}, {benchmark.label}"
        lines.append(f"- **Benchmark**: {value} (confidence {benchmark.confidence})")
    lines += [f"- **Source**: {source}" for source in metric.sources]
    return "\n".join(lines) + "\n"


def page() -> str:
    """The whole page."""
    parts = [OPENING]
    themes = dict.fromkeys(metric.theme for metric in catalog.metrics().values())
    for theme in themes:
        parts.append(f"## {theme}\n")
        parts += [entry(m) for m in catalog.metrics().values() if m.theme == theme]
    return "\n".join(parts)


if __name__ == "__main__":
    (ROOT / "docs" / "metrics.md").write_text(page(), encoding="utf-8")
