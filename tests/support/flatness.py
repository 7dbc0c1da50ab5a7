"""Whether the lines of a soak are flat: the end is held against the beginning."""

import statistics

# What a line may rise, and by what factor, before it counts as a slope. The collector leaves more
# or less behind, and a computer has more or less to do. Where lwIP's pools are on its heap, a dozen
# connections in TIME_WAIT are there, too; as elements of pools they are not counted.
LIMITS = {
    "latency": (30, 3),
    "worst latency": (500, 10),
    "python": (4096, 1.02),
    "resident": (512, 1.02),
    "descriptors": (0, 1),
    "lwip heap": (4096, 1),
    "pools": (2, 1),
    "pcbs": (1, 1),
}
NAMES = list(LIMITS)
WARM_UP = 0.1
FEWEST = 9


def why_not_flat(samples):
    """One line, or "" when all lines are flat."""
    settled = samples[int(len(samples) * WARM_UP) :]
    if len(settled) < FEWEST:
        return f"{len(samples)} samples are too few to tell"
    third = len(settled) // 3
    slopes = []
    for name, (addition, factor) in LIMITS.items():
        if settled[0][name] == "":
            continue  # the target has no such thing
        begin, end = (
            statistics.median(sample[name] for sample in part)
            for part in (settled[:third], settled[-third:])
        )
        if end > begin * factor + addition:
            slopes.append(f"{name} rose from {begin:g} to {end:g}")
    return ", ".join(slopes)
