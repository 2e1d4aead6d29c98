#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Whatever a provider does wrong ends in a clear error or a good answer, never in a hang, and the
# gateway goes on.
import json
import time

from support import tap
from support.fake_openai import answer_well, delta, event, good_stream, usage
from world import KEY, World

GOOD = "Hello there"


def world():
    return World(firstByteTimeoutMs=1000, idleTimeoutMs=700, connectTimeoutMs=2000, retries=2)


def lost_before_the_head(peer):
    peer.reset()


def closed_before_the_head(_peer):
    return


def refusal(status, message="no", **more):
    return lambda peer: peer.error(status, message, **more)


def plain_refusal(text):
    def page(peer):
        peer.head(401, "Unauthorized", "text/plain", len(text))
        peer.raw(text.encode())
    return page


def error_in_stream(text):
    def error(peer):
        peer.head()
        peer.send({"error": {"message": text}})
    return error


def test_a_connection_lost_before_the_head_is_tried_again(w):
    tap.equal(w.says(lost_before_the_head, closed_before_the_head), GOOD)
    tap.equal(len(w.fake.requests), 3)


def test_a_provider_that_is_always_lost_fails_after_three_attempts(w):
    message = w.fails(*[lost_before_the_head] * 3)
    assert message.startswith("openai: "), message
    tap.equal(len(w.fake.requests), 3)


def test_a_connection_lost_in_mid_stream_is_an_error_and_not_tried_again(w):
    def lose(peer):
        peer.head()
        peer.send(delta("Hello"), delta(" wor"))
        time.sleep(0.2)
        peer.reset()
    message = w.fails(lose)
    assert message.startswith("openai: ") and "Recv failure" in message, message
    tap.equal(len(w.fake.requests), 1)


def test_a_stream_that_is_cut_is_an_error(w):
    def cut(peer):
        peer.head()
        peer.send(delta("Hello"))
    tap.equal(w.fails(cut), "openai: the connection ended before the answer was complete")

    def cut_inside_of_an_event(peer):
        peer.head()
        peer.raw(b'data: {"choices":[{"delta":{"cont')
    tap.equal(w.fails(cut_inside_of_an_event),
              "openai: the connection ended before the answer was complete")


def test_a_chunked_stream_that_is_cut_is_an_error(w):
    def cut(peer):
        peer.raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                 b"Transfer-Encoding: chunked\r\n\r\n")
        data = event(delta("Hello"))
        peer.raw(b"%x\r\n%s\r\n" % (len(data), data))
    assert w.fails(cut).startswith("openai: "), "a cut"


def test_a_stream_without_the_last_word_is_good_when_it_gave_a_reason(w):
    def end_early(peer):
        peer.head()
        peer.send(delta("Hello"), delta(" there"), delta(finish="stop"))
    tap.equal(w.says(end_early), GOOD)

    def break_off_behind_the_reason(peer):
        peer.head(length=100_000)
        peer.send(delta("Hello"), delta(" there"), delta(finish="stop"))
        time.sleep(0.1)
        peer.reset()
    tap.equal(w.says(break_off_behind_the_reason), GOOD)


def test_an_event_that_is_no_json_is_an_error(w):
    def malformed(peer):
        peer.head()
        peer.send(delta("Hello"), '{"choices": [{"delta":', delta("never seen"))
    tap.equal(w.fails(malformed), "openai: the provider sent an event that is no JSON")


def test_a_stream_that_goes_quiet_is_an_error(w):
    def quiet(peer):
        peer.head()
        peer.send(delta("Hello"))
        assert peer.idle(), "the gateway never let go"
    started = time.monotonic()
    tap.equal(w.fails(quiet), "openai: the answer stopped for 700 ms")
    assert time.monotonic() - started < 5 * tap.FACTOR


def test_a_slow_stream_that_goes_on_is_good(w):
    def slow(peer):
        peer.head()
        for data in (delta("Hello"), delta(" there"), delta(finish="stop"), "[DONE]"):
            time.sleep(0.4)
            peer.send(data)
    tap.equal(w.says(slow), GOOD)


def test_a_provider_that_never_answers_is_an_error(w):
    tap.equal(w.fails(*[lambda peer: peer.idle()] * 3, timeout=20 * tap.FACTOR),
              "openai: no answer within 1000 ms")
    tap.equal(len(w.fake.requests), 3)


def test_a_wrong_key_is_an_error_at_once_and_the_key_is_not_shown(w):
    message = w.fails(refusal(401, f"Incorrect API key provided: {KEY}."))
    tap.equal(message, "openai: HTTP 401: Incorrect API key provided: ***.")
    tap.equal(len(w.fake.requests), 1)


def test_secrets_are_masked_where_the_message_is_cut():
    secret = "hush-9876543210-hush"
    with World(retries=0, headers={"X-Secret": secret}) as w:
        for at in range(280, 300, 3):
            for said in (KEY + secret, secret + KEY):
                text = "." * at + said + " and more"
                for handler in (refusal(401, text), plain_refusal(text), error_in_stream(text)):
                    message = w.fails(handler)
                    assert "sk-t" not in message and "hush" not in message, message
        log = w.gateway.log()
        assert "sk-test" not in log and "hush" not in log, "a secret is in the log"


def test_a_rate_limit_waits_as_long_as_it_is_told(w):
    tap.equal(w.says(refusal(429, "slow down", Retry_After="1")), GOOD)
    first, second = w.fake.requests
    assert 0.95 < second.at - first.at < 1.0 + 2 * tap.FACTOR, second.at - first.at


def test_a_rate_limit_beyond_a_minute_is_an_error_that_says_so(w):
    tap.equal(w.fails(refusal(429, "slow down", Retry_After="3600")),
              "openai: HTTP 429: slow down (the provider asks to wait 3600 s)")
    tap.equal(len(w.fake.requests), 1)


def test_an_empty_account_is_not_asked_again(w):
    w.fails(refusal(429, "You exceeded your current quota", code="insufficient_quota"))
    tap.equal(len(w.fake.requests), 1)


def test_a_server_error_and_then_a_good_answer_is_a_good_answer(w):
    tap.equal(w.says(refusal(500), refusal(503)), GOOD)
    tap.equal(len(w.fake.requests), 3)


def test_a_server_that_stays_broken_is_an_error(w):
    tap.equal(w.fails(*[refusal(500, "the server had an error")] * 3),
              "openai: HTTP 500: the server had an error")


def test_a_bad_request_is_not_sent_again(w):
    tap.equal(w.fails(refusal(400, "no such thing")), "openai: HTTP 400: no such thing")
    tap.equal(len(w.fake.requests), 1)


def test_a_page_instead_of_a_stream_names_the_remedy(w):
    def page(peer):
        body = b"<html>Welcome</html>"
        peer.head(kind="text/html", length=len(body))
        peer.raw(body)
    assert "does baseUrl point to the right place?" in w.fails(page)


def test_an_error_inside_of_the_stream_is_told(w):
    def error(peer):
        peer.head()
        peer.send(delta("Hello"), {"error": {"message": "overloaded", "type": "server_error"}})
    tap.equal(w.fails(error), "openai: overloaded")

    def named(peer):
        peer.head()
        peer.raw(b'event: error\ndata: {"message":"out of luck"}\n\n')
    tap.equal(w.fails(named), "openai: out of luck")


def test_a_huge_event_arrives_whole(w):
    text = "x" * 300_000

    def huge(peer):
        peer.head()
        peer.send(delta(text), delta(finish="stop"), "[DONE]")
    tap.equal(w.says(huge), text)


def test_an_event_without_end_is_an_error(w):
    def endless(peer):
        peer.head()
        try:
            peer.raw(b"data: ")
            for _ in range(40):
                peer.raw(b"x" * (1 << 18))
        except OSError:
            pass
    tap.equal(w.fails(endless), "openai: the provider sent an event beyond 8 MB")


def test_line_ends_of_every_kind_are_read(w):
    for end in ("\r\n", "\n", "\r"):
        def stream(peer, kind=end):
            peer.head()
            peer.raw(b": a comment" + kind.encode() + good_stream(["Hello", " there"], kind))
        tap.equal(w.says(stream), GOOD, repr(end))


def test_a_stream_may_be_cut_between_any_two_bytes(w):
    text = "gr\u00fc\u00dfe \u20ac \U0001f600"

    def drip(peer):
        peer.head()
        data = good_stream([text], "\r\n")
        for place in range(len(data)):
            peer.raw(data[place:place + 1])
    tap.equal(w.says(drip), text)


def test_bytes_that_are_no_utf_8_are_replaced(w):
    def bytes_of_latin(peer):
        peer.head()
        peer.raw(event(delta("gr<>n")).replace(b"<>", b"\xfc"))
        peer.send(delta(finish="stop"), "[DONE]")
    tap.equal(w.says(bytes_of_latin), "gr\ufffdn")


def test_what_was_said_before_the_error_is_kept(w):
    def lose(peer):
        peer.head()
        peer.send(delta("half an answer"))
    w.then(lose)
    with w.gateway.connected() as client:
        key = "agent:main:kept"
        client.call("chat.send", {"sessionKey": key, "message": "x", "idempotencyKey": "k1"})
        client.wait_final("k1")
        rows = client.call("chat.history", {"sessionKey": key})["messages"]
        assert "half an answer" in json.dumps(rows), rows


def test_what_failed_is_in_the_history_and_is_not_told_to_the_model(w):
    key = "agent:main:failed"
    w.then(lambda peer: peer.error(400, "no such thing", "Bad Request"), answer_well)
    with w.gateway.connected() as client:
        for run in ("f1", "f2"):
            client.call("chat.send", {"sessionKey": key, "message": run, "idempotencyKey": run})
            client.wait_final(run)
        rows = client.call("chat.history", {"sessionKey": key})["messages"]
        tap.equal([row["role"] for row in rows], ["user", "assistant"] * 2)
        failed = rows[1]
        tap.equal((failed["stopReason"], failed["idempotencyKey"], failed["__openclaw"]["runId"],
                   failed["content"]),
                  ("error", "f1:terminal-error", "f1",
                   [{"type": "text", "text": "openai: HTTP 400: no such thing"}]))
    told = json.loads(w.fake.requests[-1].body)["messages"]
    tap.equal([row["content"] for row in told], ["f1", "f2"])


def test_a_content_filter_is_an_error(w):
    def filtered(peer):
        peer.head()
        peer.send(delta("I"), delta(finish="content_filter"), usage(), "[DONE]")
    tap.equal(w.fails(filtered), "openai: the provider's content filter ended the answer")


def test_after_all_that_it_answers_as_ever(w):
    tap.equal(w.says(answer_well), GOOD)
    log = w.gateway.log()
    assert KEY not in log, "the key is in the log"
    assert w.gateway.longest_hold_ms() < 250 * tap.FACTOR, "a plugin held the loop"


if __name__ == "__main__":
    tap.main(globals(), world)
