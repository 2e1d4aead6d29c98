// SPDX-License-Identifier: MIT
// The part of Markdown that a Text may hold: paragraphs, headings, lists, strong, emphasis and
// code. No HTML, no pictures, no links: those stay the text they are.
import { make } from "./dom.js";

const MARKS = [
  { mark: "**", tag: "strong" },
  { mark: "__", tag: "strong", word: true },
  { mark: "`", tag: "code", literal: true },
  { mark: "*", tag: "em" },
  { mark: "_", tag: "em", word: true },
];
const MOST_MARKED = 20000;
const WORD = /[\p{L}\p{N}]/u;

function opens(text, at, { mark, word }) {
  const next = text[at + mark.length];
  if (!text.startsWith(mark, at) || next === undefined || /\s/.test(next)) return false;
  return !word || at === 0 || !WORD.test(text[at - 1]);
}

/** Where the mark closes, or -1. `ends` remembers from where on there is no more of a mark. */
function closing(text, from, { mark, word }, ends) {
  let at = from;
  while (at < (ends.get(mark) ?? text.length)) {
    at = text.indexOf(mark, at);
    if (at < 0) break;
    const before = text[at - 1];
    const after = text[at + mark.length];
    const other = mark.length === 1 && (after === mark || before === mark);
    const inWord = word && after && WORD.test(after);
    if (at > from && !other && !inWord && !/\s/.test(before)) return at;
    at += mark.length;
  }
  ends.set(mark, from);
  return -1;
}

/** The nodes of one line of text. */
export function inline(text, depth = 0) {
  if (text.length > MOST_MARKED || depth > 4) return [document.createTextNode(text)];
  const nodes = [];
  const ends = new Map();
  let from = 0;
  let at = 0;
  while (at < text.length) {
    const kind = MARKS.find((one) => opens(text, at, one));
    const begin = kind ? at + kind.mark.length : 0;
    const end = kind ? closing(text, begin, kind, ends) : -1;
    if (end < 0) {
      at += kind ? kind.mark.length : 1;
      continue;
    }
    if (at > from) nodes.push(document.createTextNode(text.slice(from, at)));
    const inside = text.slice(begin, end);
    nodes.push(make(kind.tag, {}, ...(kind.literal ? [inside] : inline(inside, depth + 1))));
    at = end + kind.mark.length;
    from = at;
  }
  if (from < text.length) nodes.push(document.createTextNode(text.slice(from)));
  return nodes;
}

function lineKind(line) {
  const heading = /^(#{1,5})\s+(\S.*)$/.exec(line);
  if (heading) return { tag: `h${heading[1].length}`, text: heading[2] };
  const bullet = /^\s*[-*+]\s+(\S.*)$/.exec(line);
  if (bullet) return { list: "ul", text: bullet[1] };
  const number = /^\s*\d{1,4}[.)]\s+(\S.*)$/.exec(line);
  if (number) return { list: "ol", text: number[1] };
  return { tag: "p", text: line, blank: !line.trim() };
}

/** The nodes of a longer text: one paragraph stays inline, so that short texts are no blocks. */
export function blocks(text) {
  const lines = text.replace(/\r\n?/g, "\n").split("\n").map(lineKind);
  if (lines.length === 1 && lines[0].tag === "p") return inline(lines[0].text);
  const nodes = [];
  let open;
  for (const line of lines) {
    const goesOn = open && !line.blank && (line.list ?? line.tag) === open.localName;
    if (line.list) {
      if (!goesOn) nodes.push((open = make(line.list, { role: "list" })));
      open.append(make("li", {}, ...inline(line.text)));
    } else if (line.tag === "p" && goesOn) {
      open.append(make("br"), ...inline(line.text));
    } else {
      open = line.blank ? undefined : make(line.tag, {}, ...inline(line.text));
      if (open) nodes.push(open);
    }
  }
  return nodes;
}
