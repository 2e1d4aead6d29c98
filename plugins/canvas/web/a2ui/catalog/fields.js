// SPDX-License-Identifier: MIT
import { make, uniqueId } from "../dom.js";
import { show } from "../errors.js";
import { fromInput, toInput } from "./dates.js";

const TYPES = {
  shortText: "text",
  longText: "textarea",
  number: "number",
  obscured: "password",
  date: "date",
};

/** A control under its label; without a label text the control has the name `fallback`. */
export function labelled(control, label, fallback, self) {
  control.id = uniqueId("field");
  const caption = make("label", { for: control.id });
  self.bind(label, "string", (text) => {
    caption.textContent = text;
    caption.hidden = !text;
    if (text) control.removeAttribute("aria-label");
    else control.setAttribute("aria-label", fallback);
  }, "label");
  return make("div", { class: "field" }, caption, control);
}

/** Writing to the control what it holds already would move the cursor. */
function setValue(control, text) {
  if (control.value !== text) control.value = text;
}

/** The test for a value, or undefined. A pattern that could take for ever is not used. */
function patternOf(source, self) {
  if (source === undefined) return undefined;
  if (typeof source === "string" && source.length <= 500) {
    const slow = /\([^()]*[+*{][^()]*\)\s*[+*{]/.test(source) || /\\\d/.test(source);
    try {
      if (!slow) return new RegExp(`^(?:${source})$`, "u");
    } catch (error) {
      self.complain(`no validationRegexp: ${error.message}`);
      return undefined;
    }
  }
  self.complain(`the validationRegexp is not used: ${show(source)}`);
  return undefined;
}

function validated(control, field, pattern) {
  const hint = make("p", { class: "hint", id: `${control.id}-hint`, "aria-live": "polite" });
  field.append(hint);
  const check = () => {
    const good = !control.value || control.value.length > 1000 || pattern.test(control.value);
    control.setAttribute("aria-invalid", String(!good));
    control.removeAttribute("aria-describedby");
    if (!good) control.setAttribute("aria-describedby", hint.id);
    hint.textContent = good ? "" : "This is not in the expected form.";
  };
  control.addEventListener("change", check);
  control.addEventListener("input", () => {
    if (hint.textContent) check();
  });
}

export function TextField({ label, text, textFieldType = "shortText", validationRegexp }, self) {
  const known = Object.hasOwn(TYPES, textFieldType);
  if (!known) self.complain(`no textFieldType: ${show(textFieldType)}`);
  const type = known ? TYPES[textFieldType] : "text";
  const control =
    type === "textarea" ? make("textarea", { rows: "4" }) : make("input", { type, step: "any" });
  if (type !== "number") control.removeAttribute("step");
  const field = labelled(control, label, "Text", self);
  const cell = self.bind(text, "string", (value) => {
    setValue(control, type === "date" ? toInput(value, "date") : value);
  });
  control.addEventListener("input", () => {
    const number = type === "number" && typeof cell.raw?.() === "number";
    const value = number && control.value !== "" ? Number(control.value) : control.value;
    cell.write(value);
  });
  const pattern = patternOf(validationRegexp, self);
  if (pattern) validated(control, field, pattern);
  return field;
}

export function CheckBox({ label, value }, self) {
  const control = make("input", { type: "checkbox" });
  const caption = make("span");
  self.bind(label, "string", (text) => {
    caption.textContent = text;
  }, "label");
  const cell = self.bind(value, "boolean", (checked) => {
    control.checked = checked;
  });
  control.addEventListener("change", () => cell.write(control.checked));
  return make("label", { class: "check" }, control, caption);
}

export function DateTimeInput({ value, label, enableDate, enableTime }, self) {
  const time = enableTime === true;
  const date = enableDate === true || !time;
  const kinds = { date: "Date", time: "Time", "datetime-local": "Date and time" };
  const type = date && time ? "datetime-local" : time ? "time" : "date";
  const control = make("input", { type });
  const field = labelled(control, label, kinds[type], self);
  const cell = self.bind(value, "string", (text) => {
    const shown = toInput(text, type);
    if (text && !shown) self.complain(`no ${kinds[type].toLowerCase()}: ${show(text)}`);
    setValue(control, shown);
  });
  control.addEventListener("change", () => cell.write(fromInput(control.value, cell.read())));
  return field;
}

function finite(value, fallback, name, self) {
  if (value === undefined) return fallback;
  if (!Number.isFinite(value)) self.complain(`${name} is no number: ${show(value)}`);
  return Number.isFinite(value) ? value : fallback;
}

export function Slider({ label, value, minValue, maxValue }, self) {
  const least = finite(minValue, 0, "minValue", self);
  const most = Math.max(finite(maxValue, 100, "maxValue", self), least);
  const whole = Number.isInteger(least) && Number.isInteger(most) && most - least > 1;
  const step = whole ? 1 : (most - least) / 100 || 1;
  const control = make("input", { type: "range", min: least, max: most, step });
  const field = labelled(control, label, "Value", self);
  const output = make("output", { for: control.id, "aria-hidden": "true" });
  const reveal = () => {
    const share = most > least ? (control.valueAsNumber - least) / (most - least) : 0;
    control.style.setProperty("--filled", `${share * 100}%`);
    output.textContent = String(Number(control.valueAsNumber.toPrecision(6)));
  };
  const cell = self.bind(value, "number", (number) => {
    const shown = number ?? least;
    // A value between the steps of whole numbers stays what it is.
    if (whole && !Number.isInteger(shown)) control.step = "any";
    control.value = shown;
    reveal();
  });
  control.addEventListener("input", () => {
    reveal();
    cell.write(control.valueAsNumber);
  });
  field.classList.add("slider");
  field.insertBefore(output, control);
  return field;
}
