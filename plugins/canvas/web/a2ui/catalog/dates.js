// SPDX-License-Identifier: MIT
// ISO 8601 on one side, what date and time inputs hold on the other. A value with a zone is shown
// in the zone of the page, and stays one with a zone.

const ZONED = /T\d{2}:\d{2}.*(?:Z|[+-]\d{2}:?\d{2})$/i;

function two(number) {
  return String(number).padStart(2, "0");
}

function local(text) {
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) return "";
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** What an input of type date, time or datetime-local shows for the text, or "". */
export function toInput(text, type) {
  const plain = ZONED.test(text) ? local(text) : text.trim();
  const day = /^\d{4}-\d{2}-\d{2}/.exec(plain)?.[0];
  const time = /(?:^|[T ])(\d{2}:\d{2})/.exec(plain)?.[1];
  if (type === "date") return day ?? "";
  if (type === "time") return time ?? "";
  return day ? `${day}T${time ?? "00:00"}` : "";
}

/** What is written for the input's text in the place of `before`. */
export function fromInput(text, before) {
  if (!text || !ZONED.test(before)) return text;
  const day = /^\d{4}-\d{2}-\d{2}/.test(text) ? text.slice(0, 10) : local(before).slice(0, 10);
  const time = /\d{2}:\d{2}$/.exec(text)?.[0] ?? local(before).slice(11);
  const at = new Date(`${day}T${time}`);
  return Number.isNaN(at.getTime()) ? text : at.toISOString();
}
