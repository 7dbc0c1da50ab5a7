"""An Ethernet cable that loses, delays, repeats, swaps, damages and cuts what it carries.

At its one end is the station under test, at the other this computer, which is the rest of the
world. All chance comes from one seed: the same frames in the same order meet the same faults.
"""

import heapq
import itertools
import random
import selectors
import threading
import time
from collections import Counter
from dataclasses import dataclass

ETHERNET_HEADER = 14
# What has no checksum of its own (ARP) is not damaged: on a real cable Ethernet's would tell.
DAMAGED_TYPES = (b"\x08\x00", b"\x86\xdd")


@dataclass(frozen=True)
class Faults:
    """Probabilities for each frame, and times in seconds."""

    loss: float = 0
    duplicate: float = 0
    reorder: float = 0  # comes later than those behind it
    corrupt: float = 0  # one bit is turned over
    delay: float = 0
    jitter: float = 0  # more delay, up to this
    mtu: int = 1500  # longer packets are lost

    @property
    def swap_delay(self):
        return 0.01 + self.jitter


class Cable:
    """Joins two ends, each with `fileno()`, `receive()` and `send(frame)`."""

    def __init__(self, station, world, seed, faults=Faults()):
        self.station = station
        self.world = world
        self.faults = faults
        self.seed = seed
        self.counts = Counter()
        self.is_pulled = False
        self.observe = None  # called with each frame that the station sends
        self._chances = {
            station: random.Random(f"{seed} from the station"),
            world: random.Random(f"{seed} from the world"),
        }
        self._waiting = []
        self._order = itertools.count()
        self._ended = False
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        with selectors.DefaultSelector() as selector:
            selector.register(self.station, selectors.EVENT_READ)
            selector.register(self.world, selectors.EVENT_READ)
            while not self._ended:
                for key, _ in selector.select(self._time_to_next()):
                    try:
                        for frame in key.fileobj.receive():
                            self._take(frame, key.fileobj)
                    except EOFError:  # the emulator has ended
                        selector.unregister(key.fileobj)
                self._deliver_due()

    def _time_to_next(self):
        if not self._waiting:
            return 0.1
        return max(0, min(0.1, self._waiting[0][0] - time.monotonic()))

    def _take(self, frame, sender):
        self.counts["frames"] += 1
        if self.observe and sender is self.station:
            self.observe(frame)
        receiver = self.world if sender is self.station else self.station
        for when, piece in self._after_faults(frame, self._chances[sender]):
            item = time.monotonic() + when, next(self._order), receiver, piece
            heapq.heappush(self._waiting, item)

    def _after_faults(self, frame, chance):
        """What arrives of a frame, and when."""
        faults = self.faults
        rolls = [chance.random() for _ in range(5)]
        if self.is_pulled:
            self.counts["cut"] += 1
            return
        if len(frame) > faults.mtu + ETHERNET_HEADER:
            self.counts["too long"] += 1
            return
        if rolls[0] < faults.loss:
            self.counts["lost"] += 1
            return
        when = faults.delay + faults.jitter * rolls[4]
        self.counts["delayed"] += when > 0
        if rolls[1] < faults.reorder:
            self.counts["reordered"] += 1
            when += faults.swap_delay
        if rolls[2] < faults.corrupt and frame[12:14] in DAMAGED_TYPES:
            self.counts["corrupted"] += 1
            frame = with_one_bit_wrong(frame, chance)
        yield when, frame
        if rolls[3] < faults.duplicate:
            self.counts["duplicated"] += 1
            yield when, frame

    def _deliver_due(self):
        now = time.monotonic()
        while self._waiting and self._waiting[0][0] <= now:
            _, _, receiver, frame = heapq.heappop(self._waiting)
            receiver.send(frame)

    def inject(self, frame):
        """A frame of nobody's, to the station, past all faults."""
        self.counts["injected"] += 1
        self.station.send(frame)

    def stop(self):
        self._ended = True
        self._thread.join()
        self.station.close()
        self.world.close()


def with_one_bit_wrong(frame, chance):
    damaged = bytearray(frame)
    damaged[chance.randrange(ETHERNET_HEADER, len(frame))] ^= 1 << chance.randrange(8)
    return bytes(damaged)
