// SPDX-License-Identifier: MIT
// Bound values: a literal, a path into the data, or both, where the literal is what the data
// begins with. A bare string, number or boolean is taken as a literal.
import { show } from "./errors.js";
import { fromJson } from "./model.js";

export function pathOf(bound) {
  return typeof bound?.path === "string" ? bound.path : undefined;
}

export function literalOf(bound) {
  if (Array.isArray(bound)) return bound.map(literalOf);
  if (bound === null || typeof bound !== "object") return bound ?? undefined;
  const name = Object.keys(bound).find((key) => key.startsWith("literal"));
  return name ? fromJson(bound[name]) : undefined;
}

const READERS = {
  string(value) {
    return ["string", "number", "boolean"].includes(typeof value) ? String(value) : undefined;
  },
  number(value) {
    const number = typeof value === "string" && value.trim() ? Number(value) : value;
    return Number.isFinite(number) ? number : undefined;
  },
  boolean(value) {
    if (value === "true" || value === "false") return value === "true";
    return typeof value === "boolean" ? value : undefined;
  },
  list(value) {
    if (typeof value === "string") return value ? [value] : [];
    const items = value instanceof Map ? [...value.values()] : value;
    return Array.isArray(items) ? items.map((item) => String(item)) : undefined;
  },
};
const EMPTY = { string: "", number: undefined, boolean: false, list: [] };

/** The value as that kind; what is none is the kind's empty value and a complaint. */
export function as(kind, value, complain) {
  if (value === undefined || value === null) return EMPTY[kind];
  const found = READERS[kind](value);
  if (found === undefined) complain(`${show(value)} is no ${kind}`);
  return found ?? EMPTY[kind];
}

/** Calls back with every bound value of a component that has a path and a literal. */
export function eachDefault(props, callback) {
  for (const value of Object.values(props)) {
    if (Array.isArray(value)) {
      for (const item of value) {
        if (item !== null && typeof item === "object") eachDefault(item, callback);
      }
    } else if (pathOf(value) !== undefined) {
      const literal = literalOf(value);
      if (literal !== undefined) callback(value.path, literal);
    }
  }
}
