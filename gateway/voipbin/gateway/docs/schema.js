// Schemas as nested lists of fields, and examples made from them.

import { el } from "./dom.js";

const DEEPEST = 6;
const UUID = "00000000-0000-4000-8000-000000000000";

export class Schemas {
  constructor(document) {
    this.document = document;
  }

  /** Follow a reference; what stands beside it wins. Parts of a whole are put together. */
  resolve(part) {
    if (part && part.allOf) return this.merged(part.allOf.map((one) => this.resolve(one)));
    if (!part || !part.$ref) return part || {};
    let found = this.document;
    for (const step of part.$ref.slice(2).split("/")) found = found[step];
    return { ...this.resolve(found), ...part, $ref: undefined };
  }

  merged(parts) {
    const properties = Object.assign({}, ...parts.map((one) => one.properties));
    return Object.assign({}, ...parts, { properties });
  }

  /** The fields of an object schema; null when it has none. */
  fields(part, depth = 0) {
    const schema = this.resolve(part);
    const names = Object.keys(schema.properties || {});
    if (!names.length) return null;
    return el("ul", { class: "fields" }, names.map((name) =>
      this.field(name, schema.properties[name], (schema.required || []).includes(name), depth)));
  }

  field(name, part, required, depth) {
    const schema = this.resolve(part);
    const item = schema.type === "array" ? this.resolve(schema.items) : schema;
    const words = item.enum || [];
    return el("li", {},
      el("span", { class: "name" }, name),
      el("span", { class: "type" }, this.typeText(schema, part)),
      limits(item, schema).map((text) => el("span", { class: "limit" }, text)),
      required ? el("span", { class: "required" }, "required") : null,
      schema.readOnly ? el("span", { class: "limit" }, "read only") : null,
      schema.description ? el("div", { class: "text" }, schema.description) : null,
      words.length ? enumWords(item) : null,
      this.inner(item, depth));
  }

  /** What is inside a field, folded; built when it is opened. */
  inner(item, depth) {
    if (depth >= DEEPEST) return null;
    const options = item["x-option-schemas"];
    return [
      item.properties ? folded("fields", () => this.fields(item, depth + 1)) : null,
      options ? folded("options by type", () => this.options(options, depth + 1)) : null,
    ];
  }

  options(byType, depth) {
    const place = el("div");
    const show = (type) => place.replaceChildren(
      this.fields(byType[type], depth) || el("p", { class: "hint" }, "This action has no options."));
    const choice = el("select", { onchange: () => show(choice.value), "aria-label": "action type" },
      Object.keys(byType).sort().map((type) => el("option", { value: type }, type)));
    choice.value = "talk" in byType ? "talk" : choice.value;
    show(choice.value);
    return el("div", {}, choice, place);
  }

  typeText(schema, part) {
    if (schema.type === "array") {
      return `list of ${this.typeText(this.resolve(schema.items), schema.items)}`;
    }
    if (part && part.$ref && schema.properties) return part.$ref.split("/").pop();
    const types = [schema.type].flat().filter(Boolean);
    if (schema.format === "uuid" || schema.format === "date-time") types[0] = schema.format;
    return types.join(" or ");
  }

  /** A value to start from: what must be sent, and what is of use. */
  example(part, depth = 0) {
    const schema = this.resolve(part);
    if (schema.examples) return schema.examples[0];
    if (schema.enum) return schema.enum.find((word) => word) ?? "";
    if (schema.properties && depth < 4) return this.exampleObject(schema, depth);
    if (schema.type === "array") return depth < 3 ? [this.example(schema.items, depth + 1)] : [];
    if (schema.format === "uuid") return UUID;
    return { integer: schema.minimum ?? 0, number: 0, boolean: false, object: {} }[schema.type] ?? "";
  }

  exampleObject(schema, depth) {
    if (schema["x-option-schemas"]) return { type: "talk", option: { text: "Hello.", language: "en-US" } };
    const shown = {};
    for (const [name, part] of Object.entries(schema.properties)) {
      const { readOnly, format } = this.resolve(part);
      // A made-up reference would only be refused.
      const invented = format === "uuid" && !(schema.required || []).includes(name);
      if (!readOnly && !invented) shown[name] = this.example(part, depth + 1);
    }
    return shown;
  }
}

function folded(label, build) {
  const details = el("details", { class: "inner" }, el("summary", {}, label));
  details.addEventListener("toggle", () => {
    if (details.open && details.childElementCount === 1) details.append(build());
  });
  return details;
}

function limits(item, schema) {
  const shown = [];
  if (item.minimum != null || item.maximum != null) shown.push(`${item.minimum ?? ""}…${item.maximum ?? ""}`);
  if (item.maxLength) shown.push(`at most ${item.maxLength} characters`);
  if (schema.maxItems) shown.push(`at most ${schema.maxItems} entries`);
  if (item.pattern) shown.push(`like ${item.pattern.replace(/^\^\(\?:(.*?)\)\$(\|\^\$)?$/, "$1")}`);
  return shown;
}

function enumWords(schema) {
  const meanings = schema["x-enum-descriptions"] || {};
  return el("div", { class: "words" }, schema.enum.map((word) =>
    el("span", { class: "word", title: meanings[word] || "" }, word || '""')));
}
