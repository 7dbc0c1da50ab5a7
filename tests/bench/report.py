"""The results of a run as tables of text, and as a chart."""

import math

from rows import ROWS
from throughput import OPERATIONS

LABELS = {row.name: row.label for row in ROWS}


def ratio_of(found, what):
    """Ours by theirs; None where one side lacks it."""
    ours, theirs = (found.get(side, {}).get(what) for side in ("ours", "theirs"))
    if ours is None or theirs is None:
        return None
    if theirs == 0:
        return 1.0 if ours == 0 else math.inf
    return ours / theirs


def cell(value, digits=2):
    return "–" if value is None else f"{value:,.{digits}f}"


def geometric_mean(values):
    values = [value for value in values if value]
    return math.exp(sum(map(math.log, values)) / len(values)) if values else None


def header(columns):
    return [
        "| " + " | ".join(columns) + " |",
        "|---" * len(columns) + "|",
    ]


def row_of(name, found):
    ours, theirs = found.get("ours", {}), found.get("theirs", {})
    cells = [LABELS[name]]
    cells += [cell(side.get("instructions"), 0) for side in (ours, theirs)]
    cells.append(cell(ratio_of(found, "instructions")))
    cells += [cell(found.get("ratio")), spread_of(found)]
    cells += [cell(side.get("stack_calls"), 1) for side in (ours, theirs)]
    cells += [cell(side.get("bytes"), 0) for side in (ours, theirs)]
    return "| " + " | ".join(cells) + " |"


COLUMNS = [
    "operation",
    "instructions",
    "C",
    "ratio",
    "time, ratio",
    "quartiles",
    "calls",
    "C",
    "bytes",
    "C",
]


def text_of(result):
    lines = []
    for table in result["tables"]:
        rows = table["rows"]
        lines += [
            "",
            f"### {table['pair']} against {table['c_module']}, heap {table['heap']}",
            "",
        ]
        lines += header(COLUMNS)
        lines += [row_of(name, found) for name, found in rows.items()]
        counted = geometric_mean(
            ratio_of(found, "instructions") for found in rows.values()
        )
        timed = geometric_mean(found.get("ratio") for found in rows.values())
        lines.append(
            f"| geometric mean | | | {cell(counted)} | {cell(timed)} | | | | | |"
        )
    if result.get("lwip_alone"):
        lines += ["", "### 64 KB on the board, against lwIP alone", ""]
        lines += header(
            [
                "operation",
                "instructions",
                "throughput by lwIP's",
                "quartiles",
                "time, ms",
                "throughput by lwIP's",
                "quartiles",
            ]
        )
        lines += [
            throughput_row(name, found) for name, found in result["lwip_alone"].items()
        ]
    if result.get("servers"):
        lines += ["", "### Servers", ""] + header(
            ["what", "where", "ours", "C", "ratio", "quartiles"]
        )
        lines += [server_row(found) for found in result["servers"]]
    return "\n".join(lines)


def spread_of(found):
    low, high = found.get("spread", (None, None))
    return "–" if low is None else f"{low:.2f}–{high:.2f}"


def throughput_row(name, found):
    counted, timed = found["counted"], found["timed"]
    cells = [OPERATIONS[name], cell(counted["instructions"], 0)]
    cells += [cell(counted["share"]), spread_of(counted)]
    cells += [cell(timed["us"] / 1000), cell(timed["share"]), spread_of(timed)]
    return "| " + " | ".join(cells) + " |"


def server_row(found):
    """Without a ratio where the C module answered nobody in a whole round."""
    cells = [
        found["what"],
        found["where"],
        cell(found["ours"], 1),
        cell(found["theirs"], 1),
    ]
    cells += [cell(found.get("ratio")), spread_of(found)]
    return "| " + " | ".join(cells) + " |"


def draw(result, path):
    """Bars of the ratios, for instructions and time, one panel for each table."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    tables = result["tables"]
    figure, panels = pyplot.subplots(
        1,
        len(tables),
        figsize=(5 * len(tables), 9),
        squeeze=False,
        layout="constrained",
    )
    for panel, table in zip(panels[0], tables):
        draw_table(panel, table)
    figure.suptitle(
        f"usocket by MicroPython's C modules, {result['date']}; less is better"
    )
    figure.savefig(path, dpi=100)


def draw_table(panel, table):
    rows = [(name, found) for name, found in table["rows"].items() if "theirs" in found]
    rows.reverse()
    for shift, label, values in (
        (0.2, "instructions", [ratio_of(found, "instructions") for _, found in rows]),
        (-0.2, "time", [found.get("ratio") for _, found in rows]),
    ):
        places = [place + shift for place in range(len(rows))]
        panel.barh(places, [value or 0 for value in values], height=0.4, label=label)
    panel.axvline(1, color="black", linewidth=1)
    panel.set_xlim(0, 2)
    panel.set_yticks(range(len(rows)), [LABELS[name] for name, _ in rows])
    panel.set_title(f"{table['pair']}, heap {table['heap']}")
    panel.legend()
