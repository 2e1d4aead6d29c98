// SPDX-License-Identifier: MIT
// One connection by a general WebSocket client, after a plan from stdin: what it saw is printed as
// one line of JSON. The clients are npm's `ws` and the one in Node, a browser's.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(process.env.OPENCLAW_INTEROP_MODULES + "/");
const plan = JSON.parse(readFileSync(0, "utf8"));
const seen = { frames: [], binary: 0, pongs: [], closed: null, error: null };
const Client = plan.client === "ws" ? require("ws") : WebSocket;
const more = plan.client === "ws" ? [{ perMessageDeflate: true, handshakeTimeout: 5000 }] : [];
const socket = new Client(plan.url, plan.protocols, ...more);
socket.binaryType = "arraybuffer";

// A message in one piece, in a binary frame, or cut into so many fragments.
function send({ frame, as }) {
  const text = JSON.stringify(frame);
  if (as === "binary") return socket.send(Buffer.from(text));
  if (as === null) return socket.send(text);
  const size = Math.ceil(text.length / as);
  for (let at = 0; at < text.length; at += size) {
    socket.send(text.slice(at, at + size), { fin: at + size >= text.length });
  }
}

let open = plan.messages.length;

function received(frame) {
  seen.frames.push(frame);
  if (frame.event === "connect.challenge") plan.messages.forEach(send);
  if (frame.type === "res") open -= 1;
  if (open > 0 || frame.type !== "res") return;
  if (plan.ping !== null) socket.ping(plan.ping);
  else if (plan.close !== null) socket.close(...plan.close);
}

socket.addEventListener("open", () => {
  seen.protocol = socket.protocol;
  seen.extensions = socket.extensions;
});
socket.addEventListener("message", ({ data }) => {
  if (typeof data !== "string") seen.binary += 1;
  received(JSON.parse(typeof data === "string" ? data : Buffer.from(data).toString()));
});
socket.addEventListener("error", (event) => {
  seen.error = event.message || event.error?.message || "failed";
});
socket.addEventListener("close", ({ code, reason, wasClean }) => {
  seen.closed = { code, reason, clean: wasClean };
  process.stdout.write(JSON.stringify(seen) + "\n", () => process.exit(0));
});
socket.on?.("pong", (data) => {
  seen.pongs.push(data.toString());
  socket.close(...plan.close);
});
