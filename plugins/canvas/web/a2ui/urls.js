// SPDX-License-Identifier: MIT
// Which addresses a component may name.

const DATA = { image: /^data:image\//i, media: /^data:(?:audio|video)\//i };

/** The address to load, or "" if it is not one for this `kind` ("image", "media" or "link"). */
export function safeUrl(text, kind) {
  if (typeof text !== "string" || !text.trim()) return "";
  let url;
  try {
    url = new URL(text.trim(), document.baseURI);
  } catch {
    return "";
  }
  if (url.protocol === "http:" || url.protocol === "https:") return url.href;
  if (kind !== "link" && url.protocol === "blob:") return url.href;
  return url.protocol === "data:" && DATA[kind]?.test(url.href) ? url.href : "";
}
