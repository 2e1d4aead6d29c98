# SPDX-License-Identifier: MIT
"""A load of pairings whose every answer is noted, and the check that each of them still stands."""
import threading

from support import ws
from support.device import Device

READ = ["operator.read"]


class Pairer(threading.Thread):
    """Pairs one device after another, names it, and rotates or removes every third, until the
    gateway dies. What was asked and not answered may be so or not: it stands in `unsure`."""

    def __init__(self, gateway, name):
        super().__init__(daemon=True)
        self.gateway = gateway
        self.name = name
        self.tokens = {}     # device -> the token it was told and that is good
        self.stale = {}      # device -> a token that a rotation made useless
        self.labels = {}     # device id -> the label that was answered
        self.removed = set()  # device ids
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
        with device.connect(self.gateway, scopes=READ) as client:
            self.tokens[device] = client.hello["auth"]["deviceToken"]
        label = f"{self.name}-{number}"
        owner.call("device.pair.rename", {"deviceId": device.id, "label": label})
        self.labels[device.id] = label
        self.unsure.add(device.id)
        if number % 3 == 1:
            owner.call("device.token.rotate", {"deviceId": device.id, "role": "operator"})
            self.stale[device] = self.tokens.pop(device)
        elif number % 3 == 2:
            owner.call("device.pair.remove", {"deviceId": device.id})
            self.removed.add(device.id)
            del self.tokens[device]
        self.unsure.discard(device.id)


def check(gateway, owner, pairers):
    """Everything that a pairer was told is so."""
    rows = owner.call("device.pair.list", {})["paired"]
    labels = {row["deviceId"]: row.get("operatorLabel") for row in rows}
    assert len(labels) == len(rows), "a device stands twice"
    for pairer in pairers:
        back = pairer.removed & labels.keys()
        assert not back, f"removed and there again: {sorted(back)[:5]}"
        for device_id, label in pairer.labels.items():
            if device_id in pairer.removed or device_id in pairer.unsure:
                continue
            assert labels.get(device_id) == label, f"{device_id}: {labels.get(device_id)}, {label}"
        for device, token in pairer.tokens.items():
            if device.id not in pairer.unsure:
                device.connect(gateway, scopes=READ, auth={"deviceToken": token}).close()


def check_stale(gateway, pairer):
    """One of the tokens that were rotated away: the gateway lets who guesses wait."""
    for device, token in list(pairer.stale.items())[:1]:
        error, _, _ = device.refused(gateway, scopes=READ, auth={"deviceToken": token})
        assert error["details"]["code"] == "AUTH_DEVICE_TOKEN_MISMATCH", error


def forget(owner):
    """Removes all devices, so that lists stay short; returns how many there were."""
    rows = owner.call("device.pair.list", {})["paired"]
    idents = [owner.request("device.pair.remove", {"deviceId": row["deviceId"]}) for row in rows]
    for ident in idents:
        assert owner.response(ident)["ok"]
    return len(rows)
