"""Mixed traffic for as long as one likes, while memory and latency are watched.

    python soak.py TARGET SECONDS FOLDER [--seed N] [--rate N]

Writes FOLDER/TARGET.csv, a line for each sample, and FOLDER/TARGET.json with what was counted.
"""

import argparse
import csv
import json
import ssl
import statistics
import sys
import tempfile
import time
from pathlib import Path

import certificates
import stations
import traffic
from flatness import NAMES, why_not_flat

SAMPLES = 240
TLS_EVERY = 10  # seconds
SOFT_RESETS = 12
FILES = ["usage.py", "service.py"]
BACKLOG = 4


class Soak:
    def __init__(self, target, seed, rate):
        self._folder = tempfile.TemporaryDirectory(prefix="usocket-soak-")
        folder = Path(self._folder.name)
        certificates.make_authority(folder)
        certificates.make_site(folder, ["station.test"], key=certificates.EC)
        self.station = stations.open_station(target, seed)
        self._world = traffic.open_world()
        self._call = (
            f"Service({stations.WORLD!r}, {BACKLOG}, {contexts_for(folder)}).run()"
        )
        site = traffic.Site(*certificates.chain_and_key(folder))
        context = ssl.create_default_context(cafile=folder / "authority.pem")
        self._seed = seed
        self._rate = rate
        self._serve()
        self.traffic = traffic.Traffic(seed, (site, context))
        self.samples = []

    def _serve(self):
        self.run = self.station.run_files(FILES, self._call)
        self.run.wait_for("serving", 20)

    def soft_reset(self):
        """Of the board; a process of unix goes on."""
        if hasattr(self.station, "board"):
            self.traffic.close()
            self.run.stop()
            self.station.reset()
            self._serve()
            self.traffic.open_orders()
            self.traffic.counts["soft resets"] += 1

    def sample(self, elapsed):
        latencies = [self.traffic.latency() * 1000 for _ in range(5)]
        used = self.traffic.order("usage")
        self.samples.append(
            {
                "seconds": round(elapsed, 1),
                "connections": self.traffic.counts["connections"],
                "latency": round(statistics.median(latencies), 2),
                "worst latency": round(max(latencies), 2),
                "python": used["python"],
                "resident": used.get("resident", ""),
                "descriptors": used.get("descriptors", ""),
                "lwip heap": used.get("lwip heap", ""),
                "pools": total(used, "pool "),
                "pcbs": total(used, "pcbs "),
            }
        )

    def go_on_for(self, seconds):
        start = time.monotonic()
        pause = max(seconds / SAMPLES, 0.5)
        due = {"sample": 0, "tls": 1, "reset": seconds / (SOFT_RESETS + 1)}
        steps = 0
        while (elapsed := time.monotonic() - start) < seconds:
            if elapsed > due["reset"] and seconds > 60:
                self.soft_reset()
                due["reset"] += seconds / (SOFT_RESETS + 1)
            if elapsed > due["tls"]:
                self.traffic.secured()
                due["tls"] = elapsed + TLS_EVERY
            if elapsed > due["sample"]:
                self.sample(elapsed)
                due["sample"] += pause
            self.traffic.step()
            steps += 1
            time.sleep(max(0, steps / self._rate - (time.monotonic() - start)))

    def stop(self):
        self.traffic.close()
        self.run.stop()
        self.station.stop()
        self._folder.cleanup()


def total(used, prefix):
    """Of all pools, or of all kinds of control blocks; nothing where there is no lwIP."""
    if "lwip heap" not in used:
        return ""
    return sum(count for name, count in used.items() if name.startswith(prefix))


def contexts_for(folder):
    certificate, key = certificates.chain_and_key(folder)
    authority = certificates.der_of(folder / "authority.pem")
    return f"tls_contexts({authority!r}, {certificate.read_bytes()!r}, {key.read_bytes()!r})"


def soak(target, seconds, seed=1, rate=50):
    """The samples, what was counted, and what is wrong with it ("" if nothing)."""
    running = Soak(target, seed, rate)
    wrong = ""
    try:
        running.go_on_for(seconds)
    except (AssertionError, OSError) as error:
        tail = " | ".join(running.run.tail().splitlines()[-5:])
        doing, done = running.traffic.doing, running.traffic.counts
        wrong = f"{error!r} in {doing!r} after {done}; the station says: {tail}"
    finally:
        running.stop()
    wrong = wrong or why_not_flat(running.samples)
    return running.samples, dict(running.traffic.counts), wrong


def write(folder, target, samples, counts, wrong):
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{target}.csv").open("w", newline="") as file:
        table = csv.DictWriter(file, ["seconds", "connections", *NAMES])
        table.writeheader()
        table.writerows(samples)
    summary = {"target": target, "wrong": wrong, **counts}
    (folder / f"{target}.json").write_text(json.dumps(summary, indent=1) + "\n")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("target")
    parser.add_argument("seconds", type=float)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rate", type=float, default=50)
    options = parser.parse_args()
    result = soak(options.target, options.seconds, options.seed, options.rate)
    write(options.folder, options.target, *result)
    if result[2]:
        sys.exit(f"{options.target}: {result[2]}")


if __name__ == "__main__":
    main()
