# SPDX-License-Identifier: MIT
"""A gateway that knows its models from `models.providers` and `agents.defaults` alone. Each
provider is a fake of its own."""
import json

from support.fake_openai import FakeOpenAI
from support.gateway import Gateway, merged
from world import send

CHEAP = {"id": "m1", "name": "Model One", "contextWindow": 64000}
CLEVER = {"id": "m2", "name": "Model Two", "reasoning": True}


class Models:
    """`providers` lists ids, or has what each is configured with besides its address and models;
    None drops a member. `defaults` are agents.defaults."""

    def __init__(self, providers=("local",), defaults=None, env=None, mode=None, config=None):
        if not isinstance(providers, dict):
            providers = {name: {} for name in providers}
        self.fakes = {name: FakeOpenAI() for name in providers}
        rows = {name: {"baseUrl": self.fakes[name].url(), "models": [CHEAP, CLEVER], **own}
                for name, own in providers.items()}
        models = {"providers": {name: {key: value for key, value in row.items()
                                       if value is not None}
                                for name, row in rows.items()}}
        if mode:
            models["mode"] = mode
        quick = {"plugins": {"entries": {"provider-openai": {"config": {"retries": 0}}}}}
        if defaults is None:
            defaults = {"model": next(iter(providers)) + "/m1"}
        own = {**quick, "models": models, "agents": {"defaults": defaults}}
        self.gateway = Gateway(config=merged(own, config or {}), env=env)

    def __enter__(self):
        for fake in self.fakes.values():
            fake.__enter__()
        try:
            self.gateway.__enter__()
        except BaseException:
            self._end_fakes()
            raise
        return self

    def _end_fakes(self):
        for fake in self.fakes.values():
            fake.__exit__()

    def __exit__(self, *error):
        try:
            return self.gateway.__exit__(*error)
        finally:
            self._end_fakes()

    def dump(self):
        self.gateway.dump()

    def ask(self, **params):
        """One turn: the chat event that ends it, and the agent events on the way."""
        with self.gateway.connected() as client:
            if params:
                client.request("agent", {"message": "hello", "idempotencyKey": "run-1",
                                         "sessionKey": "agent:main:one", **params})
                run = "run-1"
            else:
                run = send(client)
            final = client.wait_final(run)["payload"]
            events = [frame["payload"] for frame in client.frames if frame.get("event") == "agent"]
            return final, events

    def requests(self, name="local"):
        return self.fakes[name].requests

    def body(self, name="local"):
        return json.loads(self.requests(name)[-1].body)

    def bearer(self, name="local"):
        return self.requests(name)[-1].headers.get("authorization")

    def listed(self, **params):
        with self.gateway.connected() as client:
            return client.call("models.list", params)["models"]


def refs(rows):
    return [row["provider"] + "/" + row["id"] for row in rows]
