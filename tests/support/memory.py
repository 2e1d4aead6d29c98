# SPDX-License-Identifier: MIT
"""What an attack may cost a gateway in memory: 64 MB while it lasts, 8 MB a minute after."""
import threading
import time

from . import tap

DURING_KB = 64 * 1024
AFTER_KB = 8 * 1024
MINUTE = 60.0
# A sanitizer keeps what is freed for a while, and all is larger.
SANITIZED_KB = 600 * 1024


def allowed(kilobytes):
    """What a measure may be: a sanitizer keeps more."""
    return kilobytes if tap.FACTOR == 1 else SANITIZED_KB


class Watch:
    """Looks at a gateway's memory from the beginning of a `with` to its end."""

    def __init__(self, gw, every=0.05):
        self._gw, self._every = gw, every
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self.idle = self.most = 0

    def _look(self):
        while not self._end.wait(self._every):
            self.most = max(self.most, self._gw.rss_kb())

    def __enter__(self):
        self.idle = self.most = self._gw.rss_kb()
        self._thread.start()
        return self

    def __exit__(self, *_error):
        self._end.set()
        self._thread.join()
        return False

    def check_during(self):
        """To be called behind the `with`."""
        grown = self.most - self.idle
        print(f"# memory: idle {self.idle} kB, at most {grown} kB more", flush=True)
        limit = allowed(DURING_KB)
        assert grown <= limit, f"{grown} kB more than the {self.idle} kB of before"

    def check_after(self):
        """Waits until the memory is back, for at most a minute."""
        limit = allowed(AFTER_KB)
        deadline = time.monotonic() + MINUTE
        while self._gw.rss_kb() - self.idle > limit and time.monotonic() < deadline:
            time.sleep(0.25)
        grown = self._gw.rss_kb() - self.idle
        print(f"# memory: {grown} kB more afterwards", flush=True)
        assert grown <= limit, f"{grown} kB more than the {self.idle} kB of before, a minute after"
