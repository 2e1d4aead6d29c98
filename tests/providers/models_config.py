#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Providers that stand in models.providers alone: served, asked as they are configured, and listed.
from models_world import CHEAP, Models, refs
from support import tap
from world import text_of


def test_a_provider_of_the_configuration_answers():
    with Models({"local": {"apiKey": "sk-local"}}) as w:
        final, events = w.ask()
        tap.equal((final["state"], text_of(final)), ("final", "Hello there"))
        tap.equal((w.body()["model"], w.bearer()), ("m1", "Bearer sk-local"))
        named = [event["data"] for event in events if event["data"].get("phase") == "model"]
        tap.equal((named[0]["provider"], named[0]["model"]), ("local", "m1"))


def test_each_provider_has_its_own_address_and_key():
    with Models({"one": {"apiKey": "sk-one-12345"}, "two": {"apiKey": "sk-two-12345"}}) as w:
        tap.equal(w.ask()[0]["state"], "final")
        tap.equal(w.ask(model="two/m2")[0]["state"], "final")
        tap.equal((w.bearer("one"), w.bearer("two")),
                  ("Bearer sk-one-12345", "Bearer sk-two-12345"))


def test_an_id_may_have_slashes_behind_the_first():
    with Models(defaults={"model": "local/meta/llama-3"}) as w:
        tap.equal(w.ask()[0]["state"], "final")
        tap.equal(w.body()["model"], "meta/llama-3")


def test_headers_are_sent_and_may_hold_the_key_themselves():
    headers = {"X-Team": "blue", "authorization": "Basic abc"}
    with Models({"local": {"headers": headers, "apiKey": "sk-unused-1234"}}) as w:
        w.ask()
        found = w.requests()[0].headers
        tap.equal((found["x-team"], found["authorization"]), ("blue", "Basic abc"))


def test_an_api_that_nobody_speaks_is_named_once_and_its_model_is_an_error():
    with Models({"claude": {"api": "anthropic-messages"}}) as w:
        why = ('models.providers.claude has the api "anthropic-messages", and no plugin here '
               'speaks to it; set api to "openai-completions" where the server offers that, or '
               'load a plugin that serves it (plugins.load.paths)')
        w.gateway.await_log(why)
        tap.equal(w.gateway.log().count(why), 1)
        final, _ = w.ask()
        tap.equal((final["state"], final["errorMessage"]), ("error", why))
        tap.equal(w.requests("claude"), [])


def test_a_model_with_another_api_than_its_provider_is_an_error():
    odd = {**CHEAP, "id": "odd", "api": "openai-responses"}
    with Models({"local": {"models": [CHEAP, odd]}}) as w:
        final, _ = w.ask(model="local/odd")
        assert '"odd" has the api "openai-responses"' in final["errorMessage"], final
        tap.equal(w.requests(), [])


def test_a_provider_without_an_address_is_told_and_refused():
    with Models({"local": {"baseUrl": None}}) as w:
        w.gateway.await_log('the provider "local" cannot be asked: models.providers.local.baseUrl')
        final, _ = w.ask()
        assert final["errorMessage"].startswith("local: models.providers.local.baseUrl must"), final
        tap.equal({row["available"] for row in w.listed()}, {False})


def test_what_is_configured_is_listed_in_the_shape_that_clients_know():
    with Models() as w:
        tap.equal(w.listed()[0],
                  {"id": "m1", "name": "Model One", "provider": "local", "contextWindow": 64000,
                   "reasoning": False, "tags": ["default"],
                   "thinkingLevels": [{"id": "off", "label": "off"}], "thinkingDefault": "off",
                   "available": True})
        tap.equal(refs(w.listed()), ["local/m1", "local/m2"])
        assert "echo/echo" in refs(w.listed(view="all"))


def test_mode_replace_leaves_out_what_the_program_knows():
    for mode, known in (("merge", True), ("replace", False)):
        with Models(mode=mode, env={"OPENAI_API_KEY": "sk-none-1234567"}) as w:
            tap.equal("openai/gpt-4o" in refs(w.listed(view="all")), known, mode)


def test_limits_and_quirks_of_a_server_shape_the_request():
    row = {**CHEAP, "maxTokens": 900, "compat": {"supportsUsageInStreaming": False}}
    with Models({"local": {"models": [row]}}) as w:
        w.ask()
        found = w.body()
        tap.equal((found["max_tokens"], "stream_options" in found), (900, False))
    row["compat"] = {"maxTokensField": "max_completion_tokens"}
    with Models({"ollama": {"models": [row]}}) as w:
        w.ask()
        found = w.body("ollama")
        tap.equal((found["max_completion_tokens"], found["options"]), (900, {"num_ctx": 64000}))
    with Models({"ollama": {"injectNumCtxForOpenAICompat": False}}) as w:
        w.ask()
        assert "options" not in w.body("ollama")


def test_thinking_reaches_models_that_reason_and_no_others():
    with Models() as w:
        w.ask(thinking="high")
        assert "reasoning_effort" not in w.body()
    for asked, sent in (("high", "high"), ("xhigh", "high"), (None, "low"), ("off", None)):
        with Models(defaults={"model": "local/m2"}) as w:
            w.ask(**({"thinking": asked} if asked else {}))
            tap.equal(w.body().get("reasoning_effort"), sent, asked)
            row = [row for row in w.listed() if row["id"] == "m2"][0]
            tap.equal((row["thinkingDefault"], len(row["thinkingLevels"])), ("low", 5))


def test_the_configured_level_of_thinking_is_the_usual_one():
    with Models(defaults={"model": "local/m2", "thinkingDefault": "medium"}) as w:
        w.ask()
        tap.equal(w.body()["reasoning_effort"], "medium")


if __name__ == "__main__":
    tap.main(globals())
