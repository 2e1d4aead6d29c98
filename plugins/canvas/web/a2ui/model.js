// SPDX-License-Identifier: MIT
// The data of a surface: maps (always Map, so that no key is special), arrays and plain values,
// addressed by paths such as /user/name, user.name or items[0].title.

const MOST_SEGMENTS = 64;
const MOST_INDEX = 100000;

/** The segments of a path, or undefined if there are too many. */
export function segmentsOf(path) {
  const segments = path.replace(/\[(\d+)\]/g, "/$1").split(/[/.]/).filter(Boolean);
  return segments.length > MOST_SEGMENTS ? undefined : segments;
}

function indexOf(segment) {
  return /^\d{1,6}$/.test(segment) && Number(segment) <= MOST_INDEX ? Number(segment) : undefined;
}

function step(value, segment) {
  if (value instanceof Map) return value.get(segment);
  if (!Array.isArray(value)) return undefined;
  const index = indexOf(segment);
  return index === undefined ? undefined : value[index];
}

/** JSON with its objects as maps. What lies too deep is undefined. */
export function fromJson(value, depth = 0) {
  if (depth > MOST_SEGMENTS || value === null || value === undefined) return undefined;
  if (Array.isArray(value)) return value.map((item) => fromJson(item, depth + 1));
  if (typeof value !== "object") return value;
  return new Map(Object.entries(value).map(([key, item]) => [key, fromJson(item, depth + 1)]));
}

/** The way back: what an action carries. */
export function toJson(value) {
  if (value instanceof Map) {
    return Object.fromEntries([...value].map(([key, item]) => [key, toJson(item)]));
  }
  return Array.isArray(value) ? value.map((item) => toJson(item) ?? null) : value;
}

export class Model {
  #root = new Map();
  #watchers = new Map();

  get(segments) {
    return segments.reduce(step, this.#root);
  }

  /** Whether the way to that place is there. */
  has(segments) {
    return this.get(segments) !== undefined;
  }

  /** Returns what is wrong, or "" once it is done. Watchers are told by notify(). */
  set(segments, value) {
    if (!segments.length) {
      if (!(value instanceof Map)) return "the root of the data is a map";
      this.#root = value;
      return "";
    }
    let place = this.#root;
    for (const segment of segments.slice(0, -1)) {
      let next = step(place, segment);
      if (!(next instanceof Map) && !Array.isArray(next)) {
        next = new Map();
        const wrong = Model.#put(place, segment, next);
        if (wrong) return wrong;
      }
      place = next;
    }
    return Model.#put(place, segments.at(-1), value);
  }

  static #put(place, segment, value) {
    if (place instanceof Map) {
      place.set(segment, value);
      return "";
    }
    const index = indexOf(segment);
    if (index === undefined || index > place.length) {
      return `"${segment}" is no index of an array of ${place.length}`;
    }
    place[index] = value;
    return "";
  }

  /** Calls back when something at that place, above it or below it has changed. */
  watch(segments, callback) {
    const key = segments.map((segment) => `/${segment}`).join("");
    if (!this.#watchers.has(key)) this.#watchers.set(key, new Set());
    const group = this.#watchers.get(key);
    group.add(callback);
    return () => {
      group.delete(callback);
      if (!group.size && this.#watchers.get(key) === group) this.#watchers.delete(key);
    };
  }

  notify(segments) {
    const changed = segments.map((segment) => `/${segment}`).join("");
    const groups = [...this.#watchers].filter(
      ([key]) => `${key}/`.startsWith(`${changed}/`) || `${changed}/`.startsWith(`${key}/`),
    );
    for (const [, group] of groups) {
      for (const callback of [...group]) if (group.has(callback)) callback();
    }
  }

  json() {
    return toJson(this.#root);
  }
}
