import { type Block, type Inline, parseMarkdown } from "../markdown";
import { el } from "./dom";

/** What an answer says, as elements. */
export function markdownNodes(text: string, newTab: string): HTMLElement[] {
  return parseMarkdown(text).map((block) => blockNode(block, newTab));
}

function blockNode(block: Block, newTab: string): HTMLElement {
  switch (block.kind) {
    case "paragraph":
      return el("p", {}, ...inlineNodes(block.children, newTab));
    case "quote":
      return el("blockquote", {}, ...inlineNodes(block.children, newTab));
    case "heading":
      return el("p", {}, el("strong", {}, ...inlineNodes(block.children, newTab)));
    case "code":
      return el("pre", { tabindex: "0", dir: "ltr" }, el("code", {}, block.text));
    case "list": {
      const list = el(block.isOrdered ? "ol" : "ul");
      if (block.isOrdered && block.start !== 1) list.setAttribute("start", String(block.start));
      list.append(
        ...block.items.map((item) =>
          el(
            "li",
            { "data-depth": item.depth > 0 && String(item.depth) },
            ...inlineNodes(item.children, newTab),
          ),
        ),
      );
      return list;
    }
  }
}

function inlineNodes(nodes: readonly Inline[], newTab: string): (Node | string)[] {
  return nodes.map((node) => inlineNode(node, newTab));
}

function inlineNode(node: Inline, newTab: string): Node | string {
  switch (node.kind) {
    case "text":
      return node.text;
    case "code":
      return el("code", { dir: "ltr" }, node.text);
    case "break":
      return el("br");
    case "strong":
      return el("strong", {}, ...inlineNodes(node.children, newTab));
    case "emphasis":
      return el("em", {}, ...inlineNodes(node.children, newTab));
    case "link":
      return link(node.href, inlineNodes(node.children, newTab), newTab);
  }
}

/** A link to another page, which learns nothing of this one. */
export function link(href: string, children: (Node | string)[], newTab: string): HTMLAnchorElement {
  const attributes = { href, target: "_blank", rel: "noopener noreferrer nofollow" };
  return el("a", attributes, ...children, el("span", { class: "hidden" }, ` (${newTab})`));
}
