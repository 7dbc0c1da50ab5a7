"""Runs upstream's tests on one build, inside a network of their own (see support/namespace.py).

    python -m upstream.run BUILD [--complete]

Writes target/test/upstream/BUILD/results.json: group, test, "pass", "fail" or "skip".
"""

import argparse
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys

from upstream import network
from upstream.builds import BUILDS, END_WITH_US, HERE, MODULES, RESULTS, ROOT
from upstream.workspace import Workspace, micropython_folder

# For one run of upstream's runners, in seconds. They bound each test themselves.
TIME_LIMIT = {"complete": 1500}
USUAL_TIME_LIMIT = 600

IN_TURN = HERE / "in-turn"
QEMU = ROOT / "micropython" / "board" / "qemu"

# extmod/select_poll_fd.py wants to know one number that is no open file.
OPEN_FILES = 1024


# What run-tests.py and run-multitests.py say of each test.
VERDICT = re.compile(
    r"^(?:(?P<alone>pass|FAIL|skip)  (?P<test>\S+)|(?P<tests>\S+) on \S+: (?P<together>pass|FAIL|skip)$)",
    re.MULTILINE,
)


def verdicts_in(text):
    for found in VERDICT.finditer(text):
        yield found["test"] or found["tests"], found["alone"] or found["together"]


class Runner:
    def __init__(self, build):
        self.build = build
        self.folder = RESULTS / build.name
        shutil.rmtree(self.folder, ignore_errors=True)
        self.workspace = Workspace(self.folder / "tree", micropython_folder())
        self.binaries = self.copy_binaries()
        self.results = {}

    def copy_binaries(self):
        """Of the build and its partner, since somebody may build them anew meanwhile."""
        copies = {}
        for build in {self.build, BUILDS.get(self.build.kernel_partner, self.build)}:
            copies[build] = self.folder / "binaries" / build.name
            copies[build].parent.mkdir(exist_ok=True)
            shutil.copy(build.binary, copies[build])
        return copies

    def prepare_network(self):
        process, authority = network.start(
            self.folder / "certificates", micropython_folder() / "tests"
        )
        self.workspace.trust(authority)
        self.environment = {
            **os.environ,
            "MICROPY_MICROPYTHON": str(self.binaries[self.build]),
            "MICROPY_CPYTHON3": sys.executable,
            "SSL_CERT_FILE": str(authority),
        }
        self.environment.pop("PYTHONPATH")
        if self.build.has_own_stack:
            network.make_stack_interfaces()
        return process

    def run_group(self, name, command, tests, environment=()):
        """What does not pass gets a second chance: it may have been late on a busy computer."""
        print(f"{self.build.name}: {name}, {len(tests)} tests", flush=True)
        results = self._run(name, command, tests, environment)
        again = [test for test in tests if results[test] != "pass"]
        if again:
            results.update(self._run(name, command, again, environment))
        self.results[name] = results

    def _run(self, name, command, tests, environment):
        """Upstream's runner ends without a word when a test ends it: then each runs for itself."""
        results = self._run_once(name, command, tests, environment)
        if results is None and len(tests) == 1:
            return {tests[0]: "fail"}
        if results is None:
            results = {}
            for test in tests:
                results |= self._run(name, command, [test], environment)
        return results

    def _run_once(self, name, command, tests, environment):
        log_file = self.folder / f"{name}.log"
        said_before = (
            len(log_file.read_text(errors="replace")) if log_file.exists() else 0
        )
        with log_file.open("a") as log:
            process = subprocess.Popen(
                [*END_WITH_US, "unshare", "--pid", "--fork", "--kill-child"]
                + ["--", sys.executable, *command, *tests],
                cwd=self.workspace.tests,
                env={**self.environment, **dict(environment)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
            try:
                process.wait(TIME_LIMIT.get(name, USUAL_TIME_LIMIT))
            except subprocess.TimeoutExpired:
                raise SystemExit(
                    f"{self.build.name}: {name} did not come to an end"
                ) from None
            finally:
                process.kill()
        text = log_file.read_text(errors="replace")[said_before:]
        verdicts = {test: verdict.lower() for test, verdict in verdicts_in(text)}
        return verdicts if verdicts.keys() >= set(tests) else None

    def run_alone(self, name, tests, environment=()):
        command = ["run-tests.py", "-j", "1", "-r", self.folder / name]
        self.run_group(name, command, tests, environment)

    def run_on_board(self):
        """The runner starts the emulator. What wants unittest would stop it: there is none there."""
        emulator = f"{sys.executable} {QEMU} --serial pty {self.binaries[self.build]}"
        left_out = self.workspace.wanting_unittest()
        tests = [
            test for test in self.workspace.touching_network() if test not in left_out
        ]
        command = [
            "run-tests.py",
            "-t",
            f"execpty:{emulator}",
            "-r",
            self.folder / "alone",
        ]
        self.run_group("alone", command, tests)
        self.results["alone"].update(dict.fromkeys(left_out, "skip"))

    def run_together(self, name, instances):
        options = [word for instance in instances for word in ("-i", instance)]
        tests = self.workspace.in_folder("multi_net")
        self.run_group(name, ["run-multitests.py", *options], tests)

    def instance(self, build, number):
        """A process of a test with several, as run-multitests.py wants it."""
        environment = {
            "MICROPYPATH": ".frozen",
            "MICROPYTHON": self.binaries[build],
            "TURN": self.folder / f"turn{number}",
        }
        if build.has_own_stack:
            environment["MICROPYPATH"] += f":{MODULES / 'network'}"
            environment |= network.stack_environment(number)
        settings = ",".join(f"{name}={value}" for name, value in environment.items())
        return f"exec:{IN_TURN},{settings}"

    def run_network_tests(self):
        on_a_cable = network.stack_environment(0) if self.build.has_own_stack else {}
        self.run_alone("alone", self.workspace.touching_network())
        for folder in ("net_hosted", "net_inet"):
            self.run_alone(folder, self.workspace.in_folder(folder), on_a_cable)
        here, kernel = self.build, BUILDS[self.build.kernel_partner]
        self.run_together("multi_net", [self.instance(here, 0), self.instance(here, 1)])
        if here.has_own_stack:
            for name, first, second in (
                ("multi_net, kernel first", kernel, here),
                ("multi_net, kernel second", here, kernel),
            ):
                self.run_together(
                    name, [self.instance(first, 0), self.instance(second, 1)]
                )

    def run_complete(self):
        touching_network = set(self.workspace.touching_network())
        rest = [
            test for test in self.workspace.complete() if test not in touching_network
        ]
        self.run_alone("complete", rest)

    def write_results(self):
        (self.folder / "results.json").write_text(json.dumps(self.results, indent=1))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", choices=BUILDS)
    parser.add_argument("--complete", action="store_true")
    options = parser.parse_args()
    # What is started below ends in `finally`, also when we are told to stop.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    runner = Runner(BUILDS[options.build])
    world = runner.prepare_network()
    try:
        if runner.build.is_board:
            runner.run_on_board()
        else:
            runner.run_network_tests()
            if options.complete:
                runner.run_complete()
    finally:
        world.kill()
    runner.write_results()


if __name__ == "__main__":
    main()
