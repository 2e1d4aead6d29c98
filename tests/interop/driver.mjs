// SPDX-License-Identifier: MIT
// The official client, driven by lines of JSON: what comes in on stdin is done, what happens goes
// out on stdout. The tests hold the assertions; here is nothing but the client.
import { createInterface } from "node:readline";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(process.env.OPENCLAW_INTEROP_MODULES + "/");
const { GatewayClient } = await import(
  pathToFileURL(require.resolve("@openclaw/gateway-client")).href
);

const say = (what) => process.stdout.write(JSON.stringify(what) + "\n");
const told = (error) => ({
  name: error.name,
  message: error.message,
  gatewayCode: error.gatewayCode,
  code: error.code,
  details: error.details,
  retryable: error.retryable,
});

let client;

const actions = {
  start({ options }) {
    client = new GatewayClient({
      ...options,
      onHelloOk: (hello) => say({ hello }),
      onConnectError: (error) => say({ connectError: told(error) }),
      onEvent: (event) => say({ event }),
      onClose: (code, reason) => say({ closed: { code, reason } }),
      onGap: (gap) => say({ gap }),
      onReconnectPaused: (info) => say({ paused: info }),
    });
    client.start();
  },
  async request({ id, method, params, options }) {
    try {
      say({ id, result: await client.request(method, params, options) });
    } catch (error) {
      say({ id, error: told(error) });
    }
  },
  stop() {
    client?.stop();
    say({ stopped: true });
  },
};

createInterface({ input: process.stdin })
  .on("line", (line) => {
    const order = JSON.parse(line);
    actions[order.do](order);
  })
  .on("close", () => process.exit(0));
