"""Draws what soak.py has noted, and says what it counted.

python soak_picture.py FOLDER
"""

import csv
import json
import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

# Title, and the columns that share its panel.
PANELS = (
    ("latency, ms (median of five)", ("latency",)),
    ("Python's heap, KB", ("python",)),
    ("lwIP's heap, bytes", ("lwip heap",)),
    ("lwIP: pool elements, pcbs", ("pools", "pcbs")),
    ("descriptors", ("descriptors",)),
    ("resident memory, KB", ("resident",)),
)
SCALE = {"python": 1 / 1024}


def read(path):
    with path.open() as file:
        return list(csv.DictReader(file))


def draw_panel(axes, tables, columns):
    for target, rows in tables.items():
        for column in columns:
            points = [
                (float(row["seconds"]) / 60, float(row[column]) * SCALE.get(column, 1))
                for row in rows
                if row[column]
            ]
            if points:
                label = target if len(columns) == 1 else f"{target}: {column}"
                axes.plot(*zip(*points), label=label, linewidth=0.8)
    axes.set_ylim(0, 1.1 * axes.get_ylim()[1])
    axes.tick_params(labelsize=6)
    if axes.lines:
        axes.legend(fontsize=5, loc="lower right", framealpha=0.6)


def draw(tables, path):
    figure, grid = plt.subplots(3, 2, figsize=(9, 8), sharex=True)
    for axes, (title, columns) in zip(grid.flat, PANELS):
        axes.set_title(title, fontsize=8)
        draw_panel(axes, tables, columns)
    for axes in grid[-1]:
        axes.set_xlabel("minutes", fontsize=7)
    figure.tight_layout()
    figure.savefig(path, dpi=80)


def main(folder):
    tables = {path.stem: read(path) for path in sorted(folder.glob("*.csv"))}
    tables = {target: rows for target, rows in tables.items() if rows}
    if not tables:
        sys.exit(f"soak: there are no samples in {folder}")
    draw(tables, folder / "soak.png")
    for path in sorted(folder.glob("*.json")):
        counts = json.loads(path.read_text())
        verdict = counts["wrong"] or "flat"
        told = ", ".join(
            f"{counts.get(name, 0)} {name}"
            for name in ("connections", "datagrams sent", "handshakes", "soft resets")
        )
        print(
            f"{path.stem}: {told}, {counts.get('bytes', 0)} bytes compared: {verdict}"
        )
    print(folder / "soak.png")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
