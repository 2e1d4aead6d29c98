// SPDX-License-Identifier: MIT
// The official client, driven by lines of JSON: what comes in on stdin is done, what happens goes
// out on stdout. The tests hold the assertions; here is nothing but the client.
import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const require = createRequire(process.env.OPENCLAW_INTEROP_MODULES + "/");
const load = (name) => import(pathToFileURL(require.resolve(name)).href);
const sdk = await load("@openclaw/gateway-client");

const say = (what) => process.stdout.write(JSON.stringify(what) + "\n");
const told = (error) => ({
  name: error.name,
  message: error.message,
  gatewayCode: error.gatewayCode,
  details: error.details,
  retryable: error.retryable,
});

// The SDK leaves the keys and the storage to its host; these live as long as the process.
let kept;
let token = null;

function device() {
  kept ??= newDevice();
  return kept;
}

function newDevice() {
  const keys = generateKeyPairSync("ed25519");
  const pem = (key, type) => key.export({ format: "pem", type });
  const raw = keys.publicKey.export({ format: "der", type: "spki" }).subarray(-32);
  return {
    deviceIdentity: {
      deviceId: createHash("sha256").update(raw).digest("hex"),
      publicKeyPem: pem(keys.publicKey, "spki"),
      privateKeyPem: pem(keys.privateKey, "pkcs8"),
    },
    hostDeps: {
      publicKeyRawBase64UrlFromPem: () => raw.toString("base64url"),
      signDevicePayload: (key, payload) =>
        sign(null, Buffer.from(payload), key).toString("base64url"),
      loadDeviceAuthToken: () => token,
      storeDeviceAuthToken: (fresh) => {
        token = fresh;
        say({ stored: fresh });
      },
      clearDeviceAuthToken: () => {
        token = null;
        say({ cleared: true });
      },
    },
  };
}

// The official reader of a session: live events into a projection, then the history over it.
function projected({ runId, scope, events, history }) {
  let state = sdk.createSessionProjection(scope);
  for (const event of events) {
    state = sdk.reduceSessionProjectionRunEvent(state, event, scope)?.projection ?? state;
  }
  const run = state.runs[runId];
  state = sdk.reconcileSessionProjectionSnapshot(state, history, scope);
  return { run, messages: state.messages, entries: state.entries.map((one) => one.identity) };
}

// What the official schema of that name has against the values.
async function objections({ schema, values }) {
  const { Compile } = await load("typebox/compile");
  const check = Compile((await load("@openclaw/gateway-protocol/schema"))[schema]);
  return values.flatMap((value) => check.Errors(value)).map((error) => ({
    at: error.instancePath,
    message: error.message,
    extra: error.params.additionalProperties,
  }));
}

let client;

const actions = {
  start({ options, signed }) {
    client = new sdk.GatewayClient({
      ...options,
      ...(signed ? device() : {}),
      onHelloOk: (hello) => say({ hello }),
      onConnectError: (error) => say({ connectError: told(error) }),
      onEvent: (event) => say({ event }),
      onClose: (code, reason) => say({ closed: { code, reason } }),
      onGap: (gap) => say({ gap }),
      onReconnectPaused: (info) => say({ paused: info }),
    });
    client.start();
  },
  request: ({ method, params, options }) => client.request(method, params, options),
  stop: () => client.stopAndWait(),
  project: projected,
  check: objections,
  schemas: async () => Object.keys(await load("@openclaw/gateway-protocol/schema")),
};

async function obey({ do: action, id, ...order }) {
  try {
    const result = (await actions[action](order)) ?? null;
    if (id !== undefined) say({ id, result });
  } catch (error) {
    say({ id, error: told(error) });
  }
}

createInterface({ input: process.stdin })
  .on("line", (line) => obey(JSON.parse(line)))
  .on("close", () => process.exit(0));
