import { createElement, type ReactNode } from "react";
import { Checkbox } from "./checkbox";
import { CodeBlock } from "./code-block";
import { Link } from "./link";
import { ChannelLink, Mention } from "./mention";
import type { MarkdownResolvers } from "./resolvers";
import type { MarkdownNode } from "./tree";

/** Renders nodes from a closed list of elements. What is not on the list shows as its text. */
export function renderNodes(nodes: MarkdownNode[], resolvers: MarkdownResolvers): ReactNode[] {
  return nodes.map((node) => renderNode(node, resolvers));
}

function renderNode(node: MarkdownNode, resolvers: MarkdownResolvers): ReactNode {
  const inside = node.children.length > 0 ? renderNodes(node.children, resolvers) : node.content;
  const plain = plainElements[node.type];
  if (plain) return createElement(plain.tag, { key: node.key, className: plain.className }, inside);
  switch (node.type) {
    case "text":
      return node.content;
    case "softbreak":
    case "hardbreak":
      return <br key={node.key} />;
    case "hr":
      return <hr key={node.key} className="my-2 border-line" />;
    case "paragraph":
      if (node.isHidden) return <span key={node.key}>{inside}</span>;
      return <p key={node.key}>{inside}</p>;
    case "heading":
      return (
        <p key={node.key} className={node.level <= 2 ? "font-semibold text-lg" : "font-semibold"}>
          {inside}
        </p>
      );
    case "ordered_list":
      return (
        <ol key={node.key} start={node.start ?? undefined} className="list-decimal ps-6">
          {inside}
        </ol>
      );
    case "list_item":
      return (
        <li key={node.key} className={node.isDone === null ? undefined : "-ms-6 flex list-none gap-2"}>
          {node.isDone === null ? inside : <Checkbox isDone={node.isDone}>{inside}</Checkbox>}
        </li>
      );
    case "th":
    case "td":
      return createElement(
        node.type,
        {
          key: node.key,
          className: `border border-line px-2 py-1 ${node.type === "th" ? "font-semibold" : ""}`,
          style: { textAlign: node.align ?? "start" },
        },
        inside,
      );
    case "table":
      return (
        <div key={node.key} className="overflow-x-auto">
          <table className="border-collapse">{inside}</table>
        </div>
      );
    case "fence":
    case "code_block":
      return <CodeBlock key={node.key} code={node.content} language={node.info.trim().split(/\s/)[0] ?? ""} />;
    case "link":
      return (
        <Link key={node.key} href={node.href} resolvers={resolvers}>
          {inside}
        </Link>
      );
    case "mention":
      return <Mention key={node.key} text={node.content} handle={node.info} resolvers={resolvers} />;
    case "channel":
      return <ChannelLink key={node.key} text={node.content} name={node.info} resolvers={resolvers} />;
    case "emoji":
      return (
        <span key={node.key} role="img" aria-label={node.info} title={`:${node.info}:`}>
          {node.content}
        </span>
      );
    default:
      return <span key={node.key}>{inside}</span>;
  }
}

const plainElements: Record<string, { tag: string; className?: string } | undefined> = {
  strong: { tag: "strong", className: "font-semibold" },
  em: { tag: "em" },
  s: { tag: "s" },
  code_inline: {
    tag: "code",
    className: "rounded-sm border border-line bg-panel px-1 py-px font-mono text-[0.875em] break-words",
  },
  blockquote: { tag: "blockquote", className: "border-line-strong/60 border-s-2 ps-3 text-muted" },
  bullet_list: { tag: "ul", className: "list-disc ps-6" },
  thead: { tag: "thead" },
  tbody: { tag: "tbody" },
  tr: { tag: "tr" },
};
