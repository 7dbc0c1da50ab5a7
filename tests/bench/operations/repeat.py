"""Repeats what is planned: the last part of the script."""

import gc
import time


def allocated(run, calls):
    gc.collect()
    gc.disable()
    before = gc.mem_alloc()
    for _ in range(calls):
        run()
    after = gc.mem_alloc()
    gc.enable()
    return after - before


def repeat(run, times, count, milliseconds):
    done = 0
    start = time.ticks_us()
    while done < count:
        run()
        done += times
    elapsed = time.ticks_diff(time.ticks_us(), start)
    while elapsed < milliseconds * 1000:
        run()
        done += times
        elapsed = time.ticks_diff(time.ticks_us(), start)
    return done, elapsed


def measure(name, count, milliseconds):
    global timed
    timed = milliseconds != 0
    try:
        run, times = globals()[name]()
        run()
        size = 0
        if milliseconds:
            size = (allocated(run, 2) - allocated(run, 1)) / times
        gc.collect()
        print(name, *repeat(run, times, count, milliseconds), size)
    except AttributeError:
        print(name, "absent")
    except OSError as error:
        print(name, "fails", error)


for plan in PLAN:
    measure(*plan)
    gc.collect()
