"use client";

import { Code, type LucideIcon, Table2 } from "lucide-react";
import { useTranslations } from "use-intl";
import { findByName } from "../../domain/messages/mentions";
import { type MessageNode, readShownMessage, showControls } from "../../language";
import { usePeople } from "../people/use-people";

/** The text of a pinned message with its line breaks, without its marks. A table or a block of code is named, not shown. */
export function PinnedText({ body }: { body: string }) {
  const t = useTranslations("pins");
  const { byHandle } = usePeople();
  const nameOf = (handle: string) => byHandle(handle.toLowerCase())?.display_name;
  return (
    <span className="line-clamp-6 [overflow-wrap:anywhere]">
      {partsOf(readShownMessage(body), nameOf).map(({ kind, text }, index) =>
        kind === "text" ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text have no other name, and no state.
          <span key={index} dir="auto" className="block whitespace-pre-line">
            {showControls(text)}
          </span>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: as above
          <Named key={index} icon={icons[kind]}>
            {t(kind)}
          </Named>
        ),
      )}
    </span>
  );
}

const icons = { table: Table2, code: Code };

function Named({ icon: Icon, children }: { icon: LucideIcon; children: string }) {
  return (
    <span className="block text-muted">
      <Icon aria-hidden="true" className="me-1.5 inline size-4 align-[-0.1875rem]" strokeWidth={1.75} />
      {children}
    </span>
  );
}

type Part = { kind: "text" | "table" | "code"; text: string };
type NameOf = (handle: string) => string | undefined;

function partsOf(nodes: readonly MessageNode[], nameOf: NameOf): Part[] {
  const parts: Part[] = [];
  for (const node of nodes) {
    const kind = node.type === "table" ? "table" : codes.has(node.type) ? "code" : "text";
    const text = kind === "text" ? linesOf(node, nameOf).trim() : "";
    if (kind !== "text" || text !== "") parts.push({ kind, text });
  }
  return parts;
}

/** What a node says, a line for each line on screen. */
function linesOf(node: MessageNode, nameOf: NameOf): string {
  if (node.type === "softbreak" || node.type === "hardbreak") return "\n";
  if (node.type === "mention") return mentioned(node, nameOf);
  if (node.children.length === 0) return node.content;
  const inside = node.children.map((child, index) => {
    const begin = child.type === "list_item" ? markOf(child, node, index) : "";
    return begin + linesOf(child, nameOf);
  });
  return inside.join("") + (lines.has(node.type) ? "\n" : "");
}

/** As on screen: a name that nobody has stays as it was written. */
function mentioned({ content, info }: MessageNode, nameOf: NameOf): string {
  const found = findByName(info, (tried) => {
    const name = nameOf(tried);
    return name === undefined ? undefined : `@${name}${info.slice(tried.length)}`;
  });
  return found ?? content;
}

function markOf({ isDone }: MessageNode, list: MessageNode, index: number): string {
  if (isDone !== null) return isDone ? "☑ " : "☐ ";
  return list.type === "ordered_list" ? `${(list.start ?? 1) + index}. ` : "• ";
}

const codes = new Set(["fence", "code_block"]);
const lines = new Set(["paragraph", "heading", "tr"]);
