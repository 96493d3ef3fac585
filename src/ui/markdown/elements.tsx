import { createElement, type ReactNode } from "react";
import { type MessageNode, showControls } from "../../language";
import { Checkbox } from "./checkbox";
import { CodeBlock } from "./code-block";
import { Link } from "./link";
import { ChannelLink, Mention } from "./mention";
import { textOf, withNumbersRight } from "./numbers-right";
import type { MarkdownResolvers } from "./resolvers";
import { WideTable } from "./wide-table";

type Around = {
  resolvers: MarkdownResolvers;
  /**
   * Whether the first node sets the direction of its container rather than its own, so that a Hebrew quote's bar, or an item's
   * marker, is on the side where the text begins.
   */
  isLeading?: boolean;
};

/** Renders nodes from a closed list of elements. Anything else shows as its text. */
export function renderNodes(nodes: readonly MessageNode[], { resolvers, isLeading = false }: Around): ReactNode[] {
  return nodes.map((node, index) => renderNode(node, { resolvers, isLeading: isLeading && index === 0 }));
}

function renderNode(node: MessageNode, { resolvers, isLeading = false }: Around): ReactNode {
  const dir = isLeading ? undefined : "auto";
  const leadsIn = containers.has(node.type) || (isLeading && node.type !== "paragraph");
  const inside =
    node.children.length > 0 ? renderNodes(node.children, { resolvers, isLeading: leadsIn }) : node.content;
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
      return (
        <p key={node.key} dir={dir}>
          {inside}
        </p>
      );
    case "heading":
      return (
        <p key={node.key} dir={dir} className={node.level <= 2 ? "font-semibold text-lg" : "font-semibold"}>
          {inside}
        </p>
      );
    case "blockquote":
      return (
        <blockquote key={node.key} dir={dir} className="border-line-mid border-s-2 ps-3 text-muted">
          {inside}
        </blockquote>
      );
    case "ordered_list":
      return (
        <ol key={node.key} start={node.start ?? undefined} className={`list-decimal ${marginOf(node)}`}>
          {inside}
        </ol>
      );
    case "list_item":
      return (
        <li key={node.key} dir={dir} className={node.isDone === null ? "ms-6 ps-0.5" : "flex list-none gap-2"}>
          {node.isDone === null ? inside : <Checkbox isDone={node.isDone}>{inside}</Checkbox>}
        </li>
      );
    case "th":
    case "td":
      return createElement(
        node.type,
        {
          key: node.key,
          dir,
          className: `${cells[node.type]} ${textOf(node).length <= unbrokenMax ? "whitespace-nowrap" : "min-w-[20ch]"}`,
          style: { textAlign: node.align ?? "start", ...widened(node) },
        },
        inside,
      );
    case "table":
      return (
        // Words do not break, and wide tables scroll sideways: a column of single letters is unreadable.
        <WideTable key={node.key} dir={dir}>
          {renderNodes(withNumbersRight(node), { resolvers, isLeading: true })}
        </WideTable>
      );
    case "code_inline":
      return (
        <code
          key={node.key}
          dir="ltr"
          className="break-words rounded-sm border border-line bg-code px-1 py-px font-mono text-within"
        >
          {showControls(node.content)}
        </code>
      );
    case "fence":
    case "code_block":
      return <CodeBlock key={node.key} code={node.content} language={node.info} />;
    case "link":
      return (
        <Link key={node.key} href={node.href} title={node.title} resolvers={resolvers}>
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

/** A cell is as wide as a readable line, in digits, and wider for a longer word. Beyond a limit even words break. */
function widened(node: MessageNode): { maxWidth?: string } {
  const longest = Math.max(
    0,
    ...textOf(node)
      .split(/\s+/)
      .map((word) => word.length),
  );
  const wanted = Math.ceil(longest * digitsPerLetter);
  return wanted > lineWidth && longest <= wordLengthMax ? { maxWidth: `${wanted}ch` } : {};
}

const lineWidth = 40;
/** A cell of so few letters stays on one line, and no other is narrower: a wide table scrolls rather than stack its words. */
const unbrokenMax = 20;
const wordLengthMax = 80;
/** Capitals are wider than digits. */
const digitsPerLetter = 1.4;

/** Room for a list's numbers beside its text: `2024.` needs more than `1.`. */
function marginOf({ start, children }: MessageNode): string {
  const digits = String((start ?? 1) + children.length).length;
  return digits <= 2 ? "" : digits <= 4 ? "[&>li]:ms-12" : "[&>li]:ms-24";
}

const cells = {
  th: "max-w-[40ch] bg-panel px-4 py-1.5 font-medium text-muted text-sm",
  td: "max-w-[40ch] border-line border-t px-4 py-1.5 tabular-nums",
};

const containers = new Set(["blockquote", "list_item", "table"]);

const plainElements: Record<string, { tag: string; className?: string } | undefined> = {
  strong: { tag: "strong", className: "font-semibold" },
  em: { tag: "em" },
  s: { tag: "s" },
  bullet_list: { tag: "ul", className: "list-disc" },
  thead: { tag: "thead" },
  tbody: { tag: "tbody" },
  tr: { tag: "tr" },
};
