#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Whose key goes where: to the server it was given for, and to no other.
from models_world import Models
from support import tap
from support.fake_openai import FakeOpenAI

OPENAI = {"OPENAI_API_KEY": "sk-for-openai-alone"}


def asked(w, name="local"):
    final, _ = w.ask()
    tap.equal(final["state"], "final", final)
    return w.bearer(name)


def test_the_environments_key_for_openai_goes_to_no_foreign_server():
    for name in ("local", "openai"):
        with Models({name: {}}, env=OPENAI) as w:
            tap.equal(asked(w, name), None, name)
        with Models({name: {"apiKey": "sk-own-123456"}}, env=OPENAI) as w:
            tap.equal(asked(w, name), "Bearer sk-own-123456", name)


def test_the_providers_own_variable_goes_before_the_configuration():
    with Models({"my-llm": {"apiKey": "sk-configured"}},
                env={"MY_LLM_API_KEY": "sk-of-its-own", **OPENAI}) as w:
        tap.equal(asked(w, "my-llm"), "Bearer sk-of-its-own")


def test_a_key_may_be_named_by_a_variable_or_a_reference():
    for key in ("${MY_KEY}", {"source": "env", "provider": "default", "id": "MY_KEY"}):
        with Models({"local": {"apiKey": key}}, env={"MY_KEY": "sk-by-name"}) as w:
            tap.equal(asked(w), "Bearer sk-by-name")


def test_a_variable_that_is_not_set_is_named_and_the_model_is_listed_as_out_of_reach():
    with Models({"local": {"apiKey": "${MY_KEY}"}}) as w:
        final, _ = w.ask()
        tap.equal(final["errorMessage"], "local: models.providers.local.apiKey names the "
                                         "environment variable MY_KEY, which is not set")
        tap.equal({(row["available"], row["unavailableReason"]) for row in w.listed()},
                  {(False, "missing-auth")})
        tap.equal(w.requests(), [])


def test_a_redirect_takes_no_key_anywhere():
    with FakeOpenAI() as other, Models({"local": {"apiKey": "sk-local-1234"}}) as w:
        for host in ("127.0.0.1", "localhost"):
            def away(peer, to=host):
                peer.head(307, "Temporary Redirect", length=0,
                          Location=other.url(host=to) + "/chat/completions")
            w.fakes["local"].then(away)
            final, _ = w.ask()
            assert final["errorMessage"].startswith("local: HTTP 307"), final
        tap.equal((other.requests, other.connections), ([], 0))


def test_a_way_of_signing_in_that_is_not_there_is_an_error():
    with Models({"local": {"auth": "oauth"}}) as w:
        final, _ = w.ask()
        assert 'models.providers.local.auth is "oauth"' in final["errorMessage"], final


def test_no_key_is_in_the_log_or_in_an_error():
    with Models({"local": {"apiKey": "sk-very-secret-1"}}) as w:
        w.fakes["local"].then(lambda peer: peer.error(401, "bad key sk-very-secret-1"))
        final, _ = w.ask()
        tap.equal(final["errorMessage"], "local: HTTP 401: bad key ***")
        assert "sk-very-secret-1" not in w.gateway.log()


if __name__ == "__main__":
    tap.main(globals())
