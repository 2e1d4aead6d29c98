// SPDX-License-Identifier: MIT
// Put into every HTML page that is served: the way from the page to the node that shows it, and
// the reload of the page when its files change. See openclaw-canvas(7).
(() => {
  "use strict";
  const HANDLER = "openclawCanvasA2UIAction";
  const LEAST_WAIT = 1000;
  const MOST_WAIT = 30000;

  function fromText(payload) {
    try {
      return typeof payload === "string" ? JSON.parse(payload) : payload;
    } catch {
      return payload;
    }
  }

  /** Android takes text; the app on macOS takes an object only, that on iOS either. */
  function postMessage(payload) {
    try {
      const webkit = globalThis.webkit?.messageHandlers?.[HANDLER];
      if (typeof webkit?.postMessage === "function") {
        webkit.postMessage(fromText(payload));
        return true;
      }
      const android = globalThis[HANDLER];
      if (typeof android?.postMessage === "function") {
        // As a method: Android refuses one that is taken from its object.
        android.postMessage(typeof payload === "string" ? payload : JSON.stringify(payload));
        return true;
      }
    } catch (error) {
      console.warn("OpenClaw: the message was not sent:", error);
    }
    return false;
  }

  function sendUserAction(action) {
    const given = typeof action?.id === "string" ? action.id.trim() : "";
    const id = given || globalThis.crypto?.randomUUID?.() || `${Date.now()}-${Math.random()}`;
    return postMessage({ userAction: { ...action, id } });
  }

  /** Calls back with {id, ok, error} when the node has passed an action on, or has not. */
  function onActionStatus(callback) {
    const listener = (event) => callback(event.detail);
    globalThis.addEventListener("openclaw:a2ui-action-status", listener);
    return () => globalThis.removeEventListener("openclaw:a2ui-action-status", listener);
  }

  function hasNode() {
    return Boolean(
      globalThis.webkit?.messageHandlers?.[HANDLER]?.postMessage ??
        globalThis[HANDLER]?.postMessage,
    );
  }

  globalThis.OpenClaw = Object.assign(globalThis.OpenClaw ?? {}, {
    postMessage,
    sendUserAction,
    onActionStatus,
    hasNode,
  });
  globalThis.openclawPostMessage = postMessage;
  globalThis.openclawSendUserAction = sendUserAction;

  const prefix = /^\/__openclaw__\/cap\/[^/]+/.exec(location.pathname)?.[0] ?? "";
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  let wait = LEAST_WAIT;

  function connect() {
    let socket;
    try {
      socket = new WebSocket(`${scheme}//${location.host}${prefix}/__openclaw__/ws`);
    } catch {
      return;
    }
    socket.onopen = () => {
      wait = LEAST_WAIT;
    };
    socket.onmessage = ({ data }) => {
      if (data === "reload") location.reload();
    };
    socket.onclose = () => {
      setTimeout(connect, wait);
      wait = Math.min(wait * 2, MOST_WAIT);
    };
  }

  if (location.protocol.startsWith("http")) connect();
})();
