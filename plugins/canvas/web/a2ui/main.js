// SPDX-License-Identifier: MIT
// The page: its surfaces, what it says of an action under way, and openclawA2UI for the node.
import { App } from "./app.js";
import { catalog } from "./catalog/index.js";
import { StatusLine } from "./status.js";

const STATUS_EVENT = "openclaw:a2ui-action-status";

function send(userAction, status) {
  globalThis.__openclawLastA2UIAction = userAction;
  status.sending(userAction.id, userAction.name);
  const bridge = globalThis.OpenClaw?.sendUserAction;
  if (typeof bridge !== "function" || !bridge(userAction)) {
    status.failed(userAction.id, "this page is not shown by a node");
  }
}

function start() {
  const container = document.getElementById("surfaces");
  const empty = document.getElementById("empty");
  const status = new StatusLine(document.getElementById("status"));
  const app = new App({
    container,
    catalog,
    onAction: (action) => {
      // On plain HTTP beyond loopback a page has no randomUUID.
      const id = globalThis.crypto?.randomUUID?.() ?? `a2ui-${Date.now()}-${Math.random()}`;
      send({ id, ...action, timestamp: new Date().toISOString() }, status);
    },
    onChange: () => {
      empty.hidden = app.surfaceIds().length > 0;
    },
  });
  globalThis.addEventListener(STATUS_EVENT, ({ detail }) => {
    if (detail?.ok) status.sent(detail.id);
    else if (detail) status.failed(detail.id, String(detail.error ?? "it was not sent"));
  });
  globalThis.openclawA2UI = {
    applyMessages(messages) {
      const result = app.apply(messages);
      status.updated();
      return result;
    },
    reset() {
      status.clear();
      return app.reset();
    },
    getSurfaces: () => app.surfaceIds(),
    getDataModel: (surfaceId = "main") => app.dataModel(surfaceId),
    errors: () => app.errors(),
  };
}

start();
