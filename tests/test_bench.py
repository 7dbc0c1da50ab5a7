"""What scripts/bench and scripts/size conclude from what they measured."""

import json
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).parent / "bench"
sys.path.insert(0, str(BENCH))

import kept
import measure
import report
import rows
import throughput

CALLGRIND = """\
fn=(1) usocket_recv
cfn=(2) lwip_recvfrom
calls=3 0
0 100
fn=(2)
cfn=(3) lwip_recv_tcp
calls=3 0
0 50
fn=(4) lwip_socket_recv_common
cfn=(2)
calls=2 0
0 10
cfn=(4)
calls=1 0
0 10
summary: 1000
"""


@pytest.fixture
def figures(tmp_path, monkeypatch):
    file = tmp_path / "kept.json"
    file.write_text(json.dumps({"size": {"code": 1000, "data": 0}}))
    monkeypatch.setattr(kept, "FILE", file)


def check(**measured):
    return kept.check("size", measured, "bytes", accept=False, command="scripts/size")


def test_three_percent_are_let_through_and_more_is_not(figures, capsys):
    assert check(code=1030, data=0) == 0
    assert check(code=1031, data=0) == 1
    assert "+3.1%: too many" in capsys.readouterr().out


def test_figures_that_come_and_go_fail(figures, capsys):
    assert check(code=1000) == 1
    assert "data" in capsys.readouterr().out
    assert check(code=1000, data=0, other=1) == 1
    assert "not kept yet" in capsys.readouterr().out


def test_what_was_nothing_must_stay_nothing(figures):
    assert check(code=1000, data=4) == 1


def test_accepted_figures_are_the_next_ones(figures):
    kept.check("size", {"code": 2000}, "bytes", accept=True, command="scripts/size")
    assert check(code=2000) == 0


def test_calls_into_the_stack_come_from_outside_of_it():
    assert measure.calls_into(CALLGRIND, r"lwip_\w+") == 5


def test_output_of_operations():
    output = "recv_1 200 50 64.0\nrecv_into_1000 absent\nWarning: an option\n"
    found = measure.results_of(output, "unix")
    assert found == {"recv_1": [200, 50, 64], "recv_into_1000": None}
    with pytest.raises(measure.BenchError, match="printed"):
        measure.results_of("recv_1 200\n", "unix")


def test_ratios_leave_out_what_one_side_lacks():
    found = [
        {"ours": {"instructions": 50}, "theirs": {"instructions": 100}},
        {"ours": {"instructions": 7}},
        {"ours": {"instructions": 200}, "theirs": {"instructions": 100}},
    ]
    ratios = [report.ratio_of(each, "instructions") for each in found]
    assert ratios == [0.5, None, 2]
    assert report.geometric_mean(ratios) == pytest.approx(1)


def test_throughput_is_a_share_of_what_lwip_alone_had_in_the_same_round():
    taken = {throughput.ALONE: [90, 100, 200], "block_send_recv": [100, 200, 250]}
    found = throughput.shares_of(taken)["block_send_recv"]
    assert found == {"us": 200, "share": 0.8, "spread": pytest.approx((0.65, 0.85))}


def test_throughput_needs_every_operation_to_move_its_blocks(monkeypatch):
    class Board:
        def __init__(self, build, counted):
            pass

        def run(self, plan, files):
            return {name: [8, 800, 0] for name, _, _ in plan[1:]}

        def close(self):
            pass

    monkeypatch.setattr(throughput, "EmulatedBoard", Board)
    with pytest.raises(measure.BenchError, match=f"{throughput.ALONE} moves no"):
        throughput.rounds_of(True, 1, 0)


def test_each_operation_is_in_the_script_that_runs_it():
    for names, files in (
        ([row.name for row in rows.ROWS], measure.EVERYWHERE),
        (throughput.OPERATIONS, throughput.FILES),
    ):
        script = measure.source_of([], 1, "", files)
        compile(script, "operations", "exec")
        assert [name for name in names if f"\ndef {name}():" not in script] == []
