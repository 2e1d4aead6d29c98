// SPDX-License-Identifier: MIT
import { make } from "../dom.js";
import { show } from "../errors.js";
import { safeUrl } from "../urls.js";

const FITS = ["contain", "cover", "fill", "none", "scale-down"];
const SIZES = ["icon", "avatar", "smallFeature", "mediumFeature", "largeFeature", "header"];

const BLANK = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=";

function addressOf(text, kind, self) {
  const url = safeUrl(text, kind);
  if (text && !url) self.complain(`no address of ${kind}: ${show(text)}`);
  return url;
}

export function Image({ url, altText, fit, usageHint: size }, self) {
  const element = make("img", {
    class: "image",
    alt: "",
    decoding: "async",
    referrerpolicy: "no-referrer",
  });
  if (FITS.includes(fit)) element.style.objectFit = fit;
  else if (fit !== undefined) self.complain(`no fit: ${show(fit)}`);
  if (SIZES.includes(size)) element.classList.add(size);
  else if (size !== undefined) self.complain(`no usageHint: ${show(size)}`);
  element.addEventListener("error", () => {
    element.classList.add("broken");
    // The browser's own sign of a broken picture helps nobody where there is no text beside it.
    if (!element.alt && element.src !== BLANK) element.src = BLANK;
  });
  if (altText !== undefined) {
    self.bind(altText, "string", (text) => {
      element.alt = text;
    }, "alt");
  }
  self.bind(url, "string", (text) => {
    const address = addressOf(text, "image", self);
    element.classList.toggle("broken", !address);
    if (!address) element.src = BLANK;
    else if (element.src !== address) element.src = address;
  });
  return element;
}

/** A player, and behind it the link for what it cannot play, such as a page with a video on it. */
function player(tag, url, self) {
  const media = make(tag, { controls: true, preload: "metadata", tabindex: "0" });
  if (tag === "video") media.playsInline = true;
  const link = make("a", { target: "_blank", rel: "noopener noreferrer", hidden: true });
  link.textContent = tag === "video" ? "Open the video" : "Open the recording";
  const failed = (wrong) => {
    link.hidden = !(wrong && link.hasAttribute("href"));
    media.hidden = !link.hidden;
  };
  media.addEventListener("error", () => failed(true));
  self.bind(url, "string", (text) => {
    const address = addressOf(text, "media", self);
    const page = safeUrl(text, "link");
    if (page) link.href = page;
    else link.removeAttribute("href");
    failed(false);
    if (!address) media.removeAttribute("src");
    else if (media.src !== address) media.src = address;
  });
  self.onEnd(() => media.pause());
  return { media, link };
}

export function Video({ url }, self) {
  const { media, link } = player("video", url, self);
  media.setAttribute("aria-label", "Video");
  return make("div", { class: "video" }, media, link);
}

export function AudioPlayer({ url, description }, self) {
  const { media, link } = player("audio", url, self);
  const caption = make("figcaption", { class: "caption" });
  self.bind(description, "string", (text) => {
    caption.textContent = text;
    caption.hidden = !text;
    media.setAttribute("aria-label", text || "Audio");
  }, "description");
  return make("figure", { class: "audio" }, caption, media, link);
}
