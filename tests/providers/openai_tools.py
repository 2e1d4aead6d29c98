#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# What the agent has no use for yet goes through the interface all the same: tools, their calls and
# results, thinking, the classes of failures.
import json

from support import tap
from support.fake_openai import delta, event, usage
from world import World

USER = {"role": "user", "content": "weather?"}
TOOL = {"name": "get_weather", "description": "Tells the weather",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}


def world():
    return World(retries=0, models=[{"id": "gpt-test", "reasoning": True}])


def complete(w, *handlers, messages=(USER,), **more):
    w.then(*handlers)
    with w.gateway.connected() as client:
        return client.call("asker.complete", {"messages": list(messages), **more}, 10)


def body(w):
    return json.loads(w.fake.requests[0].body)


def streams(*chunks):
    def handler(peer):
        peer.head()
        peer.send(*chunks, "[DONE]")
    return handler


def part(index, arguments=None, ident=None, name=None):
    function = {"arguments": arguments, "name": name}
    call = {"index": index, "id": ident,
            "function": {key: value for key, value in function.items() if value is not None}}
    return delta(tool_calls=[{key: value for key, value in call.items() if value is not None}])


def test_tools_are_passed_on_in_the_form_of_the_wire(w):
    complete(w, streams(delta("ok"), delta(finish="stop")), tools=[TOOL])
    tap.equal(body(w)["tools"], [{"type": "function", "function": TOOL}])


def test_calls_are_put_together_from_their_pieces(w):
    told = complete(w, streams(delta("Let me see."), part(0, "", "call_1", "get_weather"),
                               part(0, '{"ci'), part(0, 'ty":"Os'), part(1, "", "call_2", "now"),
                               part(0, 'lo"}'), delta(finish="tool_calls"), usage(20, 9)))
    tap.equal(told, [["text", "Let me see."],
                     ["tool", "call_1", "get_weather", '{"city":"Oslo"}'],
                     ["tool", "call_2", "now", "{}"], ["done", "toolUse", "20", "9"]])


def test_calls_without_an_index_are_told_apart_by_their_ids(w):
    def bare(ident, name, arguments):
        return delta(tool_calls=[{"id": ident, "function": {"name": name,
                                                            "arguments": arguments}}])
    told = complete(w, streams(bare("a", "one", "{}"), bare("b", "two", '{"x":1}'),
                               delta(finish="tool_calls")))
    tap.equal(told[:2], [["tool", "a", "one", "{}"], ["tool", "b", "two", '{"x":1}']])


def test_arguments_that_are_no_json_are_an_error(w):
    told = complete(w, streams(part(0, '{"city":', "c", "get_weather"),
                               delta(finish="tool_calls")))
    tap.equal(told, [["failed", "format", 'openai: the arguments for the tool "get_weather" are '
                      "no JSON object", "final"]])


def test_calls_and_results_go_back_into_the_conversation(w):
    call = {"type": "toolCall", "id": "c1", "name": "get_weather", "arguments": {"city": "Oslo"}}
    lost = {"type": "toolCall", "id": "c2", "name": "never_answered", "arguments": {}}
    thought = {"type": "thinking", "thinking": "hm"}
    complete(w, messages=[
        {"role": "system", "content": "Be brief."}, USER,
        {"role": "assistant", "content": [thought, call, lost]},
        {"role": "toolResult", "toolCallId": "c1", "toolName": "get_weather",
         "content": [{"type": "text", "text": "rain"}]},
        {"role": "toolResult", "toolCallId": "c9", "content": "nobody asked"},
        {"role": "user", "content": [
            {"type": "text", "text": "and this?"},
            {"type": "image", "data": "aGk=", "mimeType": "image/jpeg"}]}])
    tap.equal(body(w)["messages"], [
        {"role": "system", "content": "Be brief."}, {"role": "user", "content": "weather?"},
        {"role": "assistant", "content": None, "tool_calls": [
            {"id": "c1", "type": "function",
             "function": {"name": "get_weather", "arguments": '{"city":"Oslo"}'}}]},
        {"role": "tool", "tool_call_id": "c1", "content": "rain"},
        {"role": "user", "content": [
            {"type": "text", "text": "and this?"},
            {"type": "image_url", "image_url": {"url": "data:image/jpeg;base64,aGk="}}]}])


def test_thinking_is_asked_for_and_told_apart(w):
    told = complete(w, streams(delta(reasoning_content="Hm."), delta("Yes."),
                               delta(finish="stop"), usage(1, 2)), thinking="low")
    tap.equal(body(w)["reasoning_effort"], "low")
    tap.equal(told, [["thinking", "Hm."], ["text", "Yes."], ["done", "stop", "1", "2"]])
    complete(w, thinking="off")
    assert "reasoning_effort" not in body(w)


def test_what_comes_at_once_is_told_at_once(w):
    def burst(peer):
        peer.head()
        peer.raw(b"".join(event(delta("ab")) for _ in range(50)))
        peer.send(delta(finish="stop"), "[DONE]")
    told = complete(w, burst)
    tap.equal("".join(text for what, text in told[:-1] if what == "text"), "ab" * 50)
    assert len(told) < 10, told


def test_failures_have_classes(w):
    cases = [(401, None, "auth", "final"), (403, None, "auth", "final"),
             (429, None, "rate_limit", "retryable"),
             (429, "insufficient_quota", "rate_limit", "final"),
             (400, "context_length_exceeded", "context_length", "final"),
             (400, None, "format", "final"), (404, None, "format", "final"),
             (408, None, "timeout", "retryable"), (500, None, "unknown", "retryable"),
             (504, None, "timeout", "retryable")]
    for status, code, kind, again in cases:
        told = complete(w, lambda peer, s=status, c=code: peer.error(s, "no", code=c))
        tap.equal((told[0][0], told[0][1], told[0][3]), ("failed", kind, again), (status, code))


if __name__ == "__main__":
    tap.main(globals(), world)
