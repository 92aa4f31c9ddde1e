// The page: reads openapi.json, lists operations by tag, opens them one by one.

import { el, pathText, prose } from "./dom.js";
import { Schemas } from "./schema.js";
import { TryIt } from "./tryit.js";

const METHODS = ["get", "post", "put", "patch", "delete"];
const place = (id) => document.getElementById(id);
// A page under a prefix stays under it.
const root = location.pathname.replace(/\/docs\/?$/, "");

function operationsOf(description, schemas) {
  const found = [];
  for (const [path, item] of Object.entries(description.paths)) {
    const server = (item.servers || description.servers)[0].url;
    for (const method of METHODS.filter((name) => name in item)) {
      const operation = item[method];
      const [bodyType, body] = onlyContent(operation.requestBody);
      found.push({
        ...operation, path, method: method.toUpperCase(), tag: operation.tags[0],
        base: root + (server === "/" ? "" : server),
        isPublic: operation.security?.length === 0,
        parameters: (operation.parameters || []).map((part) => schemas.resolve(part)),
        bodyType, body,
      });
    }
  }
  return found;
}

/** Media type and schema of what has one of each at most. */
function onlyContent(part) {
  const [[type, { schema }] = [null, {}]] = Object.entries(part?.content || {});
  return [type, schema];
}

function card(operation, schemas) {
  const details = el("details", { class: "operation", id: operation.operationId },
    el("summary", {},
      el("span", { class: `pill ${operation.method}` }, operation.method),
      el("span", { class: "path" }, pathText(operation.path)),
      el("span", { class: "summary" }, operation.summary)));
  details.addEventListener("toggle", () => {
    if (!details.open || details.childElementCount > 1) return;
    const tryIt = new TryIt(operation, schemas, () => place("credential").value.trim());
    place("credential").addEventListener("input", () => tryIt.refresh());
    details.append(el("div", { class: "body" }, reference(operation, schemas), tryIt.element()));
  });
  return details;
}

function reference(operation, schemas) {
  const described = operation.parameters.length ? [
    el("h3", {}, "Parameters"),
    el("ul", { class: "fields" }, operation.parameters.map((parameter) =>
      schemas.field(parameter.name, { ...parameter.schema, description: parameter.description }, parameter.required, 0))),
  ] : null;
  return el("div", {},
    prose(operation.description), described,
    operation.body ? [el("h3", {}, "Body"), schemas.fields(operation.body)] : null,
    el("h3", {}, "Answers"), answers(operation, schemas),
    el("p", { class: "hint" }, "gRPC ", el("code", {}, operation["x-grpc-method"])));
}

function answers(operation, schemas) {
  const failures = [];
  const successes = [];
  for (const [status, part] of Object.entries(operation.responses)) {
    const answer = schemas.resolve(part);
    if (!/^[123]/.test(status)) {
      failures.push(el("span", { title: answer.description }, el("span", { class: "status bad" }, status), ` ${answer.description}`));
      continue;
    }
    const [type, schema] = onlyContent(answer);
    const other = type && type !== "application/json" ? el("span", { class: "type" }, type) : null;
    successes.push(el("p", {}, el("span", { class: "status ok" }, status), ` ${answer.description}`, other),
      schema ? schemas.fields(schema) : null);
  }
  return [...successes, el("details", { class: "inner" }, el("summary", {}, "failures"), el("div", { class: "chips" }, failures))];
}

function group(tag, operations, schemas) {
  return el("section", { class: "group" }, el("h2", {}, tag.name), el("p", {}, tag.description || ""),
    operations.map((operation) => card(operation, schemas)));
}

function contents(tag, operations) {
  return el("div", {}, el("h2", {}, tag.name), operations.map((operation) =>
    el("a", { href: `#${operation.operationId}`, "data-operation": operation.operationId, title: operation.summary },
      el("span", { class: `verb ${operation.method}` }, operation.method === "DELETE" ? "DEL" : operation.method),
      words(operation.operationId))));
}

/** CreateFlow -> Create flow */
function words(name) {
  const text = name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  return text[0].toUpperCase() + text.slice(1);
}

function search(operations) {
  const wanted = place("search").value.trim().toLowerCase().split(/\s+/).filter(Boolean);
  for (const operation of operations) {
    const text = [operation.method, operation.path, operation.operationId, operation.description, operation.tag].join(" ").toLowerCase();
    const hidden = !wanted.every((word) => text.includes(word));
    place(operation.operationId).hidden = hidden;
    document.querySelector(`[data-operation="${operation.operationId}"]`).hidden = hidden;
  }
  for (const part of document.querySelectorAll(".group, #contents > div")) {
    part.hidden = !part.querySelector(".operation:not([hidden]), a:not([hidden])");
  }
}

function openLinked() {
  const linked = location.hash.length > 1 && place(decodeURIComponent(location.hash.slice(1)));
  if (linked instanceof HTMLDetailsElement) {
    linked.open = true;
    linked.scrollIntoView();
  }
}

async function start() {
  const response = await fetch("openapi.json");
  if (!response.ok) throw new Error(`openapi.json: ${response.status}`);
  const description = await response.json();
  const schemas = new Schemas(description);
  const operations = operationsOf(description, schemas);
  const tags = description.tags.map((tag) => [tag, operations.filter((operation) => operation.tag === tag.name)]);
  place("version").textContent = description.info.version;
  place("introduction").append(el("h1", {}, description.info.title), ...prose(description.info.description));
  place("operations").replaceChildren(...tags.map(([tag, own]) => group(tag, own, schemas)));
  place("contents").append(...tags.map(([tag, own]) => contents(tag, own)));
  place("search").addEventListener("input", () => search(operations));
  addEventListener("hashchange", openLinked);
  addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.target.matches("input, textarea, select")) return;
    event.preventDefault();
    place("search").focus();
  });
  openLinked();
  document.body.dataset.ready = "true";
}

start().catch((error) => { place("operations").textContent = `The description cannot be shown: ${error.message}`; });
