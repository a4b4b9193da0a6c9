// Makes elements. Nothing here takes markup, so text can't become any.

type Child = Node | string | null | undefined | false;
type Attributes = Record<string, string | boolean | null | undefined>;

/** An element with attributes (`true` is an empty one, `false` and null are left out) and children. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) attribute(element, name, value);
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Sets or takes off an attribute, only when it changes. */
export function attribute(element: Element, name: string, value: string | boolean | null | undefined) {
  if (value === null || value === undefined || value === false) element.removeAttribute(name);
  else {
    const text = value === true ? "" : value;
    if (element.getAttribute(name) !== text) element.setAttribute(name, text);
  }
}

/** Sets an element's text, only when it changes: screen readers read again what is written again. */
export function text(element: Element, value: string) {
  if (element.textContent !== value) element.textContent = value;
}

/** The children in this order. Those that stay are not touched, so that they keep the focus and are not read out again. */
export function arrange(parent: Element, children: readonly Element[]) {
  const wanted = new Set<Element>(children);
  for (const child of [...parent.children]) if (!wanted.has(child)) child.remove();
  children.forEach((child, index) => {
    const there = parent.children[index];
    if (there !== child) parent.insertBefore(child, there ?? null);
  });
}

const ICONS = {
  chat: [
    "M12 3c5.2 0 9 3.3 9 7.6s-3.8 7.6-9 7.6c-.7 0-1.4-.1-2-.2L5.6 21v-4.5C4 15.1 3 13 3 10.6 3 6.3 6.8 3 12 3Z",
  ],
  down: ["M5 9l7 7 7-7"],
  close: ["M6 6l12 12", "M18 6L6 18"],
  back: ["M15 5l-7 7 7 7"],
  send: ["M12 19V5", "M5.5 11.5L12 5l6.5 6.5"],
  person: ["M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Z", "M4.5 20c1-3.8 4-5.5 7.5-5.5s6.5 1.7 7.5 5.5"],
  spark: ["M12 3.5l2 6.5 6.5 2-6.5 2-2 6.5-2-6.5-6.5-2 6.5-2z"],
  inbox: ["M4 13l2.5-8h11L20 13v6H4z", "M4 13h5c0 1.7 1.3 3 3 3s3-1.3 3-3h5"],
  check: ["M5 12.5l4.5 4.5L19 7.5"],
  alert: ["M12 8v5", "M12 16.5v.1", "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z"],
  link: ["M10 6H6v12h12v-4", "M13 5h6v6", "M19 5l-8 8"],
} as const;

export type IconName = keyof typeof ICONS;

/** A drawing beside words that say the same, or in a button that has a name. */
export function icon(name: IconName): SVGSVGElement {
  const namespace = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(namespace, "svg");
  const attributes = {
    viewBox: "0 0 24 24",
    "aria-hidden": "true",
    focusable: "false",
    class: `icon i-${name}`,
  };
  for (const [key, value] of Object.entries(attributes)) svg.setAttribute(key, value);
  for (const d of ICONS[name]) {
    const path = document.createElementNS(namespace, "path");
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}

/** A button that only shows a drawing. */
export function iconButton(name: IconName, label: string, onPress: () => void, kind = ""): HTMLButtonElement {
  const button = el("button", {
    type: "button",
    class: `icon-button ${kind}`,
    "aria-label": label,
    title: label,
  });
  button.append(icon(name));
  button.addEventListener("click", onPress);
  return button;
}

/** A button with words on it. */
export function textButton(label: string, onPress: () => void, kind = "link"): HTMLButtonElement {
  const button = el("button", { type: "button", class: kind }, label);
  button.addEventListener("click", onPress);
  return button;
}
