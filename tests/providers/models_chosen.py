#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Which model answers: agents.defaults.model with its fallbacks, agents.defaults.models, and what a
# request asks for.
from models_world import Models, refs
from support import tap
from support.fake_openai import answer_well, delta
from support.gateway import Gateway
from world import text_of

CHAIN = {"model": {"primary": "one/m1", "fallbacks": ["two/m1", "three/m1"]}}


def refuses(status):
    return lambda peer: peer.error(status, "no " + str(status))


def chain(**more):
    return Models(("one", "two", "three"), defaults={**CHAIN, **more})


def test_a_fallback_answers_where_the_first_may_not_or_cannot_now():
    for status in (401, 429, 503):
        with chain() as w:
            w.fakes["one"].then(refuses(status))
            final, events = w.ask()
            tap.equal((final["state"], text_of(final)), ("final", "Hello there"), status)
            tap.equal([len(w.requests(name)) for name in ("one", "two", "three")], [1, 1, 0])
            step = [event["data"] for event in events
                    if event["data"].get("phase") == "fallback_step"][0]
            tap.equal((step["fallbackStepFromModel"], step["fallbackStepToModel"]),
                      ("one/m1", "two/m1"))
            receipt = [event["data"]["terminalReceipt"] for event in events
                       if event["data"].get("phase") == "end"][0]
            tap.equal((receipt["requested"]["provider"], receipt["effective"]["provider"],
                       receipt["rerouted"]), ("one", "two", True))


def test_fallbacks_are_tried_in_their_order_and_all_are_named_in_the_error():
    with chain() as w:
        for name in w.fakes:
            w.fakes[name].then(refuses(429))
        final, _ = w.ask()
        tap.equal(final["errorMessage"],
                  "no model answered: one/m1: one: HTTP 429: no 429; two/m1: two: HTTP 429: "
                  "no 429; three/m1: three: HTTP 429: no 429")


def test_a_request_that_is_wrong_is_wrong_everywhere():
    with chain() as w:
        w.fakes["one"].then(refuses(400))
        final, _ = w.ask()
        tap.equal((final["errorMessage"], w.requests("two")), ("one: HTTP 400: no 400", []))


def test_nobody_hears_the_words_of_two_models():
    def breaks_off(peer):
        peer.head()
        peer.send(delta("Half an"))
        peer.reset()
    with chain() as w:
        w.fakes["one"].then(breaks_off)
        final, _ = w.ask()
        tap.equal((final["state"], w.requests("two")), ("error", []))


def test_a_provider_that_nobody_serves_falls_back_too():
    with Models(defaults={"model": {"primary": "gone/m1", "fallbacks": ["local/m1"]}}) as w:
        tap.equal(w.ask()[0]["state"], "final")


def test_who_asks_for_a_model_gets_that_one_or_an_error():
    with chain() as w:
        w.fakes["two"].then(refuses(429))
        final, _ = w.ask(model="two/m2")
        tap.equal((final["errorMessage"], w.requests("three")), ("two: HTTP 429: no 429", []))


def test_a_model_may_be_asked_for_by_its_alias_its_id_or_its_provider_beside_it():
    models = {"local/m1": {}, "local/m2": {"alias": "clever"}}
    for params in ({"model": "Clever"}, {"model": "m2"}, {"provider": "local", "model": "m2"}):
        with Models(defaults={"model": "local/m1", "models": models}) as w:
            tap.equal(w.ask(**params)[0]["state"], "final", params)
            tap.equal(w.body()["model"], "m2")
            tap.equal([row.get("alias") for row in w.listed()], [None, "clever"])


def test_the_default_may_be_an_alias():
    defaults = {"model": "clever", "models": {"local/m2": {"alias": "clever"}}}
    with Models(defaults=defaults) as w:
        w.ask()
        tap.equal(w.body()["model"], "m2")


def test_the_catalogue_is_a_list_of_what_is_allowed():
    with Models(defaults={"model": "local/m1", "models": {"local/new": {}}}) as w:
        tap.equal(refs(w.listed()), ["local/m1", "local/new"])
        final, _ = w.ask(model="local/m2")
        tap.equal(final["errorMessage"],
                  'the model "local/m2" is not in agents.defaults.models, which lists what may be '
                  'asked; add it there, or use one of "local/m1", "local/new"')
        tap.equal(w.requests(), [])


def test_params_of_the_catalogue_are_sent():
    params = {"temperature": 0.25, "maxTokens": 77, "topP": 0.5}
    with Models(defaults={"model": "local/m1", "models": {"local/m1": {"params": params}}}) as w:
        w.ask()
        found = w.body()
        tap.equal((found["temperature"], found["max_tokens"], found["top_p"]), (0.25, 77, 0.5))


def test_a_model_that_is_none_is_an_error_with_a_remedy():
    cases = {"nonsense": 'the model "nonsense" names no provider; write provider/model '
                         '(models.list shows what there is)',
             "nobody/x": 'no plugin serves the model provider "nobody"; configure models.providers.'
                         'nobody, or use a model of one of: echo, local, openai',
             "x" * 513: "the reference of a model has at most 512 bytes; write provider/model",
             "local/": '"local/" is no model; write provider/model'}
    for asked, why in cases.items():
        with Models() as w:
            tap.equal(w.ask(model=asked)[0]["errorMessage"], why)


def test_a_tool_that_nobody_offered_is_an_error_and_no_silence():
    def wants_a_tool(peer):
        call = {"index": 0, "id": "c1", "function": {"name": "get_weather", "arguments": "{}"}}
        peer.head()
        peer.send(delta(tool_calls=[call]), delta(finish="tool_calls"), "[DONE]")
    with Models() as w:
        w.fakes["local"].then(wants_a_tool)
        tap.equal(w.ask()[0]["errorMessage"],
                  'the model asked for the tool "get_weather", and none was offered')


def test_an_id_that_two_providers_list_is_no_answer():
    with Models(("one", "two")) as w:
        tap.equal(w.ask(model="m2")[0]["errorMessage"],
                  'the model "m2" names no provider; write provider/model, one of "one/m2", '
                  '"two/m2"')


def test_the_configuration_goes_before_the_plugins_own():
    own = {"plugins": {"entries": {"agent": {"config": {"model": "echo/echo"}}}}}
    with Models(config=own) as w:
        w.fakes["local"].then(answer_well)
        tap.equal(text_of(w.ask()[0]), "Hello there")
        with w.gateway.connected() as client:
            model = client.call("agents.list", {})["agents"][0]["model"]
            tap.equal(model, {"primary": "local/m1"})


def test_with_nothing_configured_the_echo_answers():
    with Gateway() as gw, gw.connected() as client:
        _, final = client.agent("hello", 10)
        tap.equal(final["payload"]["result"]["payloads"][0]["text"], "hello")
        tap.equal(refs(client.call("models.list", {})["models"]), ["echo/echo"])


if __name__ == "__main__":
    tap.main(globals())
