import { Fragment, type ReactNode } from "react";
import { type Block, type Inline, parseMarkdown } from "@/components/widget/markdown";

/** What a chatbot wrote, as its visitor sees it: the same few marks, and never more than those. */
export function Markdown({ text }: { text: string }) {
  return parseMarkdown(text).map((block, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text, which never change places
    <Fragment key={index}>{blockOf(block)}</Fragment>
  ));
}

function blockOf(block: Block): ReactNode {
  switch (block.kind) {
    case "paragraph":
      return <p>{inline(block.children)}</p>;
    case "heading":
      return <p className="font-semibold">{inline(block.children)}</p>;
    case "quote":
      return <blockquote className="border-primary/40 border-l-2 pl-3">{inline(block.children)}</blockquote>;
    case "code":
      return (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <pre tabIndex={0} dir="ltr" className="overflow-x-auto rounded-md bg-card p-2 font-mono text-xs">
          {block.text}
        </pre>
      );
    case "list": {
      const items = block.items.map(({ children, depth }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text, which never change places
        <li key={index} style={{ marginInlineStart: `${depth}rem` }}>
          {inline(children)}
        </li>
      ));
      return block.isOrdered ? (
        <ol start={block.start} className="list-decimal pl-5">
          {items}
        </ol>
      ) : (
        <ul className="list-disc pl-5">{items}</ul>
      );
    }
  }
}

function inline(nodes: readonly Inline[]): ReactNode {
  return nodes.map((node, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text, which never change places
    <Fragment key={index}>{inlineOf(node)}</Fragment>
  ));
}

function inlineOf(node: Inline): ReactNode {
  switch (node.kind) {
    case "text":
      return node.text;
    case "code":
      return (
        <code dir="ltr" className="font-mono text-xs">
          {node.text}
        </code>
      );
    case "break":
      return <br />;
    case "strong":
      return <strong>{inline(node.children)}</strong>;
    case "emphasis":
      return <em>{inline(node.children)}</em>;
    case "link":
      return (
        <a href={node.href} target="_blank" rel="noopener noreferrer nofollow" className="link">
          {inline(node.children)}
          <span className="sr-only"> (opens in a new tab)</span>
        </a>
      );
  }
}
