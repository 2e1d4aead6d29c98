# SPDX-License-Identifier: MIT
"""A load of pairings whose every answer is noted, and the check that each of them still stands."""
import threading

from support import ws
from support.device import Device, page

READ = ["operator.read"]


class Pairer(threading.Thread):
    """Pairs one device after another and names it, until the gateway dies; of four, one is approved
    before, one gets a new token afterwards, and one is removed. What was asked and not answered may
    be so or not: it stands in `unsure`. `turn` says what happens to the first one."""

    def __init__(self, gateway, name, turn):
        super().__init__(daemon=True)
        self.gateway = gateway
        self.name = name
        self.turn = turn
        self.tokens = {}     # device -> the token it was told and that is good
        self.stale = {}      # device -> a token that a rotation made useless
        self.labels = {}     # device id -> the label that was answered
        self.removed = set()  # device ids
        self.asked = {}      # device id -> the request that it was told of
        self.approved = set()  # device ids
        self.unsure = set()  # device ids with a request under way that changes them

    def run(self):
        try:
            with self.gateway.connected() as owner:
                number = 0
                while True:
                    self.one(owner, number)
                    number += 1
        except (ws.Closed, ws.Timeout, OSError):
            return

    def one(self, owner, number):
        device = Device()
        turn = (self.turn + number) % 4
        if turn == 0:
            self.asked[device.id] = device.asks(self.gateway, scopes=READ)
            owner.call("device.pair.approve", {"requestId": self.asked[device.id]})
            self.approved.add(device.id)
        headers = page(self.gateway) if turn == 0 else None
        with device.connect(self.gateway, headers=headers, scopes=READ) as client:
            self.tokens[device] = client.hello["auth"]["deviceToken"]
        label = f"{self.name}-{number}"
        owner.call("device.pair.rename", {"deviceId": device.id, "label": label})
        self.labels[device.id] = label
        self.unsure.add(device.id)
        if turn == 1:
            owner.call("device.token.rotate", {"deviceId": device.id, "role": "operator"})
            self.stale[device] = self.tokens.pop(device)
        elif turn == 2:
            owner.call("device.pair.remove", {"deviceId": device.id})
            self.removed.add(device.id)
            del self.tokens[device]
        self.unsure.discard(device.id)


def check(gateway, owner, pairers):
    """Everything that a pairer was told is so."""
    listed = owner.call("device.pair.list", {})
    rows = listed["paired"]
    labels = {row["deviceId"]: row.get("operatorLabel") for row in rows}
    waiting = {row["deviceId"]: row["requestId"] for row in listed["pending"]}
    assert len(labels) == len(rows), "a device stands twice"
    assert len(waiting) == len(listed["pending"]), "a device waits twice"
    both = waiting.keys() & labels.keys()
    assert not both, f"paired and still waiting: {sorted(both)[:5]}"
    for pairer in pairers:
        back = pairer.removed & labels.keys()
        assert not back, f"removed and there again: {sorted(back)[:5]}"
        lost = pairer.approved - labels.keys()
        assert not lost, f"approved and not paired: {sorted(lost)[:5]}"
        for device_id, request in pairer.asked.items():
            known = device_id in labels or waiting.get(device_id) == request
            assert known, f"{device_id} was told of {request}, which is gone"
        for device_id, label in pairer.labels.items():
            if device_id in pairer.removed or device_id in pairer.unsure:
                continue
            assert labels.get(device_id) == label, f"{device_id}: {labels.get(device_id)}, {label}"
        for device, token in pairer.tokens.items():
            if device.id not in pairer.unsure:
                device.connect(gateway, scopes=READ, auth={"deviceToken": token}).close()


def check_stale(gateway, pairers):
    """One of the tokens that were rotated away: the gateway lets who guesses wait. Returns how many
    there are."""
    stale = [pair for pairer in pairers for pair in pairer.stale.items()]
    for device, token in stale[:1]:
        error, _, _ = device.refused(gateway, scopes=READ, auth={"deviceToken": token})
        assert error["details"]["code"] == "AUTH_DEVICE_TOKEN_MISMATCH", error
    return len(stale)


def forget(owner):
    """Removes all devices and requests, so that lists stay short; returns how many there were."""
    listed = owner.call("device.pair.list", {})
    rows = listed["paired"] + listed["pending"]
    idents = [owner.request("device.pair.remove", {"deviceId": row["deviceId"]})
              for row in listed["paired"]]
    idents += [owner.request("device.pair.reject", {"requestId": row["requestId"]})
               for row in listed["pending"]]
    for ident in idents:
        assert owner.response(ident)["ok"]
    return len(rows)
