# SPDX-License-Identifier: MIT
"""Figures of a process and of all that it started, from /proc."""
import os


def family(pid):
    """The process and its descendants."""
    found = [pid]
    for task in _tasks(pid):
        try:
            with open(f"{task}/children") as source:
                children = source.read().split()
        except OSError:
            continue
        for child in children:
            found += family(int(child))
    return found


def _tasks(pid):
    try:
        return [f"/proc/{pid}/task/{task}" for task in os.listdir(f"/proc/{pid}/task")]
    except OSError:
        return []


def _named_numbers(path):
    """`Name: number ...` lines as a dict."""
    numbers = {}
    with open(path) as source:
        for line in source:
            words = line.replace(":", " ").split()
            if len(words) > 1 and words[1].isdigit():
                numbers[words[0]] = int(words[1])
    return numbers


def memory_kb(pid):
    """(RSS, private dirty) in kB."""
    rollups = [_named_numbers(f"/proc/{one}/smaps_rollup") for one in family(pid)]
    return sum(one["Rss"] for one in rollups), sum(one["Private_Dirty"] for one in rollups)


def cpu_seconds(pid):
    """Processor time of all threads so far, in nanosecond steps."""
    total = 0
    for one in family(pid):
        for task in _tasks(one):
            try:
                with open(f"{task}/schedstat") as source:
                    total += int(source.read().split()[0])
            except OSError:
                continue
    return total / 1e9


def wakeups(pid):
    """How often a thread has gone to sleep and come back, so far."""
    total = 0
    for one in family(pid):
        for task in _tasks(one):
            total += _named_numbers(f"{task}/status").get("voluntary_ctxt_switches", 0)
    return total


def written_bytes(pid):
    """Bytes on their way to the disk, so far."""
    return sum(_named_numbers(f"/proc/{one}/io").get("write_bytes", 0) for one in family(pid))


def counts_written_bytes(directory):
    """Whether the file system of the directory has its writes counted (tmpfs has not)."""
    before = written_bytes(os.getpid())
    path = os.path.join(directory, "probe")
    with open(path, "wb") as probe:
        probe.write(b"x" * 65536)
        probe.flush()
        os.fsync(probe.fileno())
    os.unlink(path)
    return written_bytes(os.getpid()) - before >= 65536
