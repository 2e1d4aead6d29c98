# SPDX-License-Identifier: MIT
# A load of messages whose every acknowledgement is noted, and the check that none was lost.
import json
import threading
import time

from support import rpc, ws


class Client(threading.Thread):
    """Sends messages to one session until the gateway dies, and notes what it was told."""

    def __init__(self, gateway, name, session, first):
        super().__init__(daemon=True)
        self.gateway = gateway
        self.name = name
        self.session = session
        self.sent = []       # run ids, in the order of sending
        self.acked = []      # run ids, in the order of the acknowledgements
        self.finals = set()  # run ids whose answer was seen complete
        self.first = first

    def run(self):
        try:
            with self.gateway.connected() as client:
                number = self.first
                while True:
                    self.one(client, f"{self.name}-{number}")
                    number += 1
        except (ws.Closed, ws.Timeout, OSError):
            return

    def params(self, run_id):
        return {"sessionKey": self.session, "message": f"say {run_id}", "idempotencyKey": run_id}

    def send_again(self, client):
        """What a crash left unacknowledged, with its key: it counts once, whether it had been
        written or not."""
        for run_id in self.sent[len(self.acked):]:
            client.call("chat.send", self.params(run_id), timeout=20)
            self.acked.append(run_id)

    def one(self, client, run_id):
        self.sent.append(run_id)
        ident = client.request("chat.send", self.params(run_id))
        answer = client.response(ident, timeout=5)
        assert answer["ok"], answer
        self.acked.append(run_id)
        for event in client.events:
            payload = event.get("payload", {})
            mine = payload.get("runId", "").startswith(self.name + "-")
            if mine and event["event"] == "chat" and payload.get("state") == "final":
                self.finals.add(payload["runId"])
        client.events.clear()


def rows_of(client, session):
    """All rows of a session, oldest first."""
    rows, offset = [], 0
    while True:
        page = client.call("chat.history", {"sessionKey": session, "limit": 1000, "offset": offset})
        rows = page["messages"] + rows
        if not page["hasMore"]:
            return rows
        offset = page["nextOffset"]


def run_of(row):
    if row["role"] == "user":
        return row["idempotencyKey"].rsplit(":", 1)[0]
    return row["__openclaw"]["runId"]


def settled_rows(client, session, timeout=20):
    """The rows once every message has its answer."""
    deadline = time.monotonic() + timeout
    while True:
        rows = rows_of(client, session)
        asked = {run_of(row) for row in rows if row["role"] == "user"}
        answered = {run_of(row) for row in rows if row["role"] == "assistant"}
        if asked == answered:
            return rows
        assert time.monotonic() < deadline, f"never answered: {sorted(asked - answered)[:5]}"
        time.sleep(0.02)


def check(rows, acked, finals):
    """Nothing acknowledged is lost, nothing stands twice, and the order is kept."""
    asked = [run_of(row) for row in rows if row["role"] == "user"]
    answered = [run_of(row) for row in rows if row["role"] == "assistant"]
    place = {run: number for number, run in enumerate(asked)}
    assert len(asked) == len(place), "a message stands twice"
    assert len(answered) == len(set(answered)), "an answer stands twice"
    for name, runs in acked.items():
        lost = [run for run in runs if run not in place]
        assert not lost, f"acknowledged and lost: {lost[:5]}"
        places = [place[run] for run in runs]
        assert places == sorted(places), f"the order of {name} changed"
    unwritten = finals.difference(answered)
    assert not unwritten, f"seen as final and lost: {sorted(unwritten)[:5]}"
    for row in rows:
        if row["role"] == "assistant":
            text = row["content"][0]["text"]
            assert text == f"say {run_of(row)}", json.dumps(row)
