// SPDX-License-Identifier: MIT
// The contents of a dataModelUpdate: an adjacency list of typed values.
import { show } from "./errors.js";
import { Model, fromJson, segmentsOf } from "./model.js";

const MOST_DEPTH = 32;

/** The format has no arrays, so agents send them as text: text that is JSON is taken as such. */
function fromText(text) {
  if (!/^\s*(?:\{[\s\S]*\}|\[[\s\S]*\])\s*$/.test(text)) return text;
  try {
    return fromJson(JSON.parse(text));
  } catch {
    return text;
  }
}

function valueOf(entry, complain, depth) {
  const name = Object.keys(entry).find((key) => key.startsWith("value"));
  if (!name) return complain(`the entry "${entry.key}" has no value`);
  const value = entry[name];
  if (name === "valueMap" && Array.isArray(value)) return readEntries(value, complain, depth + 1);
  return typeof value === "string" ? fromText(value) : fromJson(value);
}

function readEntries(entries, complain, depth) {
  if (depth > MOST_DEPTH) return complain(`data more than ${MOST_DEPTH} maps deep`);
  const found = new Model();
  for (const entry of entries) {
    if (typeof entry?.key !== "string") {
      complain(`an entry of the data has no key: ${show(entry)}`);
      continue;
    }
    const value = valueOf(entry, complain, depth);
    const segments = segmentsOf(entry.key);
    if (value === undefined) continue;
    if (!segments?.length) complain(`no key of data: ${show(entry.key)}`);
    else if (found.set(segments, value)) complain(`two entries at "${entry.key}" are at odds`);
  }
  return found.get([]);
}

/**
 * The value that the contents stand for, or undefined. `complain` is told what is wrong with them.
 * One entry with the key "." is a value without a map around it.
 */
export function readContents(contents, complain) {
  if (Array.isArray(contents)) {
    const [only] = contents;
    if (contents.length === 1 && only?.key === ".") return valueOf(only, complain, 0);
    return readEntries(contents, complain, 0);
  }
  if (contents !== null && typeof contents === "object") return fromJson(contents);
  return complain(`contents is no list: ${show(contents)}`);
}
