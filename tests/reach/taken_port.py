#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Stands where ssh is looked for. It opens the near port as ssh does; who answers on it is itself
# where TAKEN_PORT_HONEST is True, else another program. What that one hears goes to a file.
import json
import os
import socket
import sys
import time

from cli.fake_gateway import Peer, plain_hello


def answer(listener):
    with open(os.environ["TAKEN_PORT_HEARD"], "w", encoding="utf-8") as heard:
        peer = Peer(listener.accept()[0])
        peer.upgrade()
        peer.event("connect.challenge", {"nonce": "n", "ts": 1})
        while (frame := peer.receive()) is not None:
            heard.write(json.dumps(frame) + "\n")
            heard.flush()
            peer.reply(frame, plain_hello(None) if frame["method"] == "connect" else {})


if "-G" in sys.argv:
    sys.exit(1)
near = socket.create_server(("127.0.0.1", int(sys.argv[sys.argv.index("-L") + 1].split(":")[1])))
if os.environ["TAKEN_PORT_HONEST"] == "True" or os.fork() == 0:
    try:
        answer(near)
    except OSError:
        pass  # the client has gone
time.sleep(30)
