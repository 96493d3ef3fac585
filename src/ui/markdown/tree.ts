import type { Token } from "markdown-it";

export type MarkdownNode = {
  key: number;
  /** The token's type without `_open`. */
  type: string;
  content: string;
  info: string;
  /** A tight list's paragraph, which is not shown as one. */
  isHidden: boolean;
  level: number;
  href: string | null;
  start: number | null;
  align: "left" | "center" | "right" | null;
  /** For an item of a task list: whether it is done. */
  isDone: boolean | null;
  children: MarkdownNode[];
};

/** Turns the parser's flat list into a tree, without recursion, so that depth cannot exhaust the stack. */
export function buildTree(tokens: Token[]): MarkdownNode[] {
  const roots: MarkdownNode[] = [];
  const open: MarkdownNode[] = [];
  let key = 0;
  const visit = (token: Token) => {
    if (token.nesting === -1) {
      const closed = open.pop();
      if (closed?.type === "list_item") markTask(closed);
      return;
    }
    const node = toNode(token, key++);
    (open.at(-1)?.children ?? roots).push(node);
    if (token.nesting === 1) open.push(node);
  };
  for (const token of tokens) {
    if (token.type === "inline") token.children?.forEach(visit);
    else visit(token);
  }
  return roots;
}

function toNode(token: Token, key: number): MarkdownNode {
  return {
    key,
    type: token.type.replace(/_open$/, ""),
    content: token.content,
    info: token.info,
    isHidden: token.hidden,
    level: Number(/^h([1-6])$/.exec(token.tag)?.[1] ?? 0),
    href: attribute(token, "href"),
    start: Number(attribute(token, "start") ?? Number.NaN) || null,
    align: alignOf(token),
    isDone: null,
    children: [],
  };
}

function attribute(token: Token, name: string): string | null {
  const value = token.attrGet(name);
  return value === null ? null : String(value);
}

function alignOf(token: Token): MarkdownNode["align"] {
  const found = /text-align:(left|center|right)/.exec(attribute(token, "style") ?? "")?.[1];
  return found === "left" || found === "center" || found === "right" ? found : null;
}

/** `- [x] text`: takes the box off the text and keeps it as a state. */
function markTask(item: MarkdownNode) {
  const text = item.children[0]?.type === "paragraph" ? item.children[0].children[0] : undefined;
  const box = text?.type === "text" ? /^\[([ xX])\] +(?=\S)/.exec(text.content) : null;
  if (!text || !box) return;
  text.content = text.content.slice(box[0].length);
  item.isDone = box[1] !== " ";
}
