// SPDX-License-Identifier: MIT
// What the load generator can measure. Each prints two lines of JSON: {"ready": N} when its clients
// have their hello (handshakes: at once), and at the end its figures, which are named here. `total`
// counts what the server did since the first line, warm-up and all.
#pragma once
#include "load_options.hpp"

namespace bench {

// Every client sends a request, waits for its response, sends the next.
// rate, total, p50_us, p99_us
void run_rpc(const LoadOptions& options);

// Every client connects, takes the challenge, sends `connect`, takes hello, closes, starts again.
// rate, total, p50_us, p99_us (connect(2) to hello)
void run_handshakes(const LoadOptions& options);

// The clients connect and stay; ends with the end of stdin, without figures.
void run_idle(const LoadOptions& options);

// A tracked client comes in, which makes the server send an event to every one of the clients.
// rate (deliveries a second, from the connect of the newcomer to the last delivery), total, bytes
// (of one event), p50_us, p99_us (a round)
void run_fanout(const LoadOptions& options);

// A client starts agent runs; all clients receive the deltas of the answer.
// deltas, spread_p50_us, spread_p99_us (behind the first receipt of the same delta),
// stamp_p99_us (behind the server's own `ts`, a clock of one millisecond)
void run_deltas(const LoadOptions& options);

// The clients take turns with requests and must see every event while strangers come at a rate;
// half of these never say a word. It lasts for so many seconds, or for none: to the end of stdin.
// rate (connects a second), total, p50_us, p99_us (a client's request), answers, events, lost (of
// the clients' events), finals_least, finals_most (of conversations, to one of the clients),
// not_begun, refused, greeted, hellos, ended, most_open (of the strangers)
void run_flood(const LoadOptions& options);

}  // namespace bench
