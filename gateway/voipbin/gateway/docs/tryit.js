// Sending a request from the page, and the same request as a curl line.

import { el } from "./dom.js";

/** The right half of an operation: inputs, curl, answer. */
export class TryIt {
  constructor(operation, schemas, credential) {
    this.operation = operation;
    this.credential = credential;
    this.inputs = operation.parameters.map((parameter) => [parameter, this.input(parameter)]);
    this.file = operation.bodyType === "multipart/form-data" ? this.fileInput(schemas) : null;
    // Browsers send no body with GET; its filters are parameters as well.
    const takesText = operation.body && !this.file && operation.method !== "GET";
    const body = takesText && schemas.example(operation.body);
    this.text = body && el("textarea", { spellcheck: "false", "aria-label": "request body", oninput: () => this.refresh() });
    if (this.text) this.text.value = JSON.stringify(body, null, 2);
    this.curl = el("pre");
    this.answer = el("div");
  }

  input(parameter) {
    return el("input", {
      oninput: () => this.refresh(), spellcheck: "false", "aria-label": parameter.name,
      placeholder: parameter.required ? "required" : "",
    });
  }

  fileInput(schemas) {
    const [name] = Object.keys(schemas.resolve(this.operation.body).properties);
    return el("input", { type: "file", name, "aria-label": name, onchange: () => this.refresh() });
  }

  element() {
    this.refresh();
    return el("div", { class: "try" },
      el("h3", {}, "Try it"),
      this.inputs.map(([parameter, input]) => el("label", {}, parameter.name, input)),
      this.text, this.file,
      el("div", { class: "row" }, el("button", { type: "button", onclick: () => this.send() }, "Send"),
        el("span", { class: "hint" }, "goes to this server")),
      el("div", { class: "row" }, el("h3", {}, "curl"),
        el("button", { type: "button", class: "quiet", onclick: (event) => this.copy(event.target) }, "copy")),
      this.curl, this.answer);
  }

  /** Method, address, headers and body as they are filled in now. */
  request() {
    let path = this.operation.path;
    const query = new URLSearchParams();
    const headers = {};
    for (const [parameter, input] of this.inputs) {
      if (parameter.in === "path") path = path.replace(`{${parameter.name}}`, encodeURIComponent(input.value) || `{${parameter.name}}`);
      else if (input.value && parameter.in === "query") query.set(parameter.name, input.value);
      else if (input.value && parameter.in === "header") headers[parameter.name] = input.value;
    }
    const secret = this.operation.isPublic ? "" : this.credential();
    if (secret.startsWith("vb_")) query.set("accesskey", secret);
    else if (secret) headers.Authorization = `Bearer ${secret}`;
    if (this.text) headers["Content-Type"] = "application/json";
    const search = query.toString();
    const url = this.operation.base + path + (search ? `?${search}` : "");
    return { method: this.operation.method, url, headers, body: this.file ? this.form() : this.text?.value };
  }

  form() {
    const form = new FormData();
    for (const file of this.file.files) form.append(this.file.name, file);
    return form;
  }

  refresh() {
    const { method, url, headers, body } = this.request();
    const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;
    const parts = [`curl -X ${method} ${quoted(location.origin + url)}`];
    for (const [name, value] of Object.entries(headers)) parts.push(`-H ${quoted(`${name}: ${value}`)}`);
    if (this.file) parts.push(`-F ${quoted(`${this.file.name}=@${this.file.files[0]?.name || "FILE"}`)}`);
    else if (body) parts.push(`-d ${quoted(compact(body))}`);
    this.curl.textContent = parts.join(" \\\n  ");
  }

  async copy(button) {
    await navigator.clipboard.writeText(this.curl.textContent);
    button.textContent = "copied";
    setTimeout(() => { button.textContent = "copy"; }, 1500);
  }

  async send() {
    this.answer.replaceChildren(el("p", { class: "hint" }, "Sending…"));
    const { method, url, headers, body } = this.request();
    const began = performance.now();
    try {
      const response = await fetch(url, { method, headers, body, redirect: "manual" });
      this.show(response, await textOf(response), performance.now() - began);
    } catch (error) {
      this.answer.replaceChildren(el("p", { class: "status bad" }, String(error)));
    }
  }

  show(response, text, elapsedMs) {
    const redirected = response.type === "opaqueredirect";
    const status = redirected ? "redirected" : `${response.status} ${response.statusText}`;
    const detail = `${elapsedMs.toFixed(0)} ms · ${response.headers.get("x-request-id") || ""}`;
    this.answer.replaceChildren(
      el("div", { class: "row" }, el("span", { class: `status ${response.ok || redirected ? "ok" : "bad"}` }, status),
        el("span", { class: "hint" }, detail)),
      el("pre", {}, pretty(text) || "(no body)"));
  }
}

async function textOf(response) {
  const type = response.headers.get("content-type") || "";
  if (type !== "application/octet-stream") return response.text();
  return `(${(await response.blob()).size} bytes)`;
}

function pretty(text) {
  try { return JSON.stringify(JSON.parse(text), null, 2); } catch { return text; }
}

function compact(text) {
  try { return JSON.stringify(JSON.parse(text)); } catch { return text; }
}
