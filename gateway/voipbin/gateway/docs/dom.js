// Making elements without ever parsing text as markup.

/** Make an element: el("a", {href: "#x"}, "text", child, ...). */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child != null && child !== ""));
  return element;
}

/** Text in which `backquoted` words become code. */
export function prose(text) {
  return text.split("\n\n").map((paragraph) =>
    el("p", {}, paragraph.split("`").map((part, index) => (index % 2 ? el("code", {}, part) : part))));
}

/** A path with its parameters set apart. */
export function pathText(path) {
  return path.split(/(\{\w+\})/).map((part) => (part.startsWith("{") ? el("b", {}, part) : part));
}
