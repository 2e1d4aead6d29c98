// SPDX-License-Identifier: MIT
// Reads messages: from a list, from one object, or from JSONL.
import { show } from "./errors.js";

const KINDS = ["beginRendering", "surfaceUpdate", "dataModelUpdate", "deleteSurface"];
const LATER = ["createSurface", "updateComponents", "updateDataModel", "callFunction"];
const MOST_MESSAGES = 50000;
const SUPPORTED = `this page draws A2UI v0.8 (${KINDS.join(", ")})`;

function fromLines(text) {
  return text
    .split("\n")
    .map((line, index) => ({ line: line.trim(), number: index + 1 }))
    .filter(({ line }) => line)
    .map(({ line, number }) => {
      try {
        return { message: JSON.parse(line) };
      } catch (error) {
        return { wrong: `line ${number} is no JSON: ${error.message}` };
      }
    });
}

function fromText(text) {
  try {
    const value = JSON.parse(text);
    return fromValue(value);
  } catch {
    return fromLines(text);
  }
}

function fromValue(value) {
  return (Array.isArray(value) ? value : [value]).map((message) => ({ message }));
}

function laterVersion(message) {
  const kind = LATER.find((name) => name in message);
  if (kind) return `${kind} is a message of A2UI v0.9; ${SUPPORTED}`;
  const { version } = message;
  if (version === undefined || /^v?0\.8/.test(String(version))) return "";
  return `a message of A2UI ${show(version)}; ${SUPPORTED}`;
}

/** One message as {kind, body} or {wrong}. */
function read(message) {
  if (message === null || typeof message !== "object" || Array.isArray(message)) {
    return { wrong: `a message is an object, not ${show(message)}` };
  }
  const later = laterVersion(message);
  if (later) return { wrong: later };
  const found = KINDS.filter((name) => name in message);
  if (found.length !== 1) {
    const what = found.length ? `has both ${found.join(" and ")}` : "is of no known kind";
    return { wrong: `the message ${show(message)} ${what}; ${SUPPORTED}` };
  }
  const body = message[found[0]];
  if (body === null || typeof body !== "object" || Array.isArray(body)) {
    return { wrong: `${found[0]} is an object, not ${show(body)}` };
  }
  const { surfaceId = "main" } = body;
  if (typeof surfaceId !== "string" || !surfaceId) {
    return { wrong: `${found[0]}.surfaceId is text, not ${show(surfaceId)}` };
  }
  return { kind: found[0], body, surfaceId };
}

/** Every message as {kind, surfaceId, body}, or {wrong} with the reason. */
export function readMessages(input) {
  const entries = typeof input === "string" ? fromText(input) : fromValue(input);
  const good = entries.slice(0, MOST_MESSAGES);
  const list = good.map(({ wrong, message }) => (wrong ? { wrong } : read(message)));
  if (entries.length > MOST_MESSAGES) list.push({ wrong: `more than ${MOST_MESSAGES} messages` });
  return list;
}
