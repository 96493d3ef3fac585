import type { Token } from "markdown-it";
import { looksEmpty } from "../domain/core/measure";
import { encodeControls, withoutControls } from "./controls";

export type MessageNode = {
  key: number;
  /** The token's type without `_open`. */
  type: string;
  content: string;
  /** The name of a person, channel or emoji without its marks; the language of code. */
  info: string;
  /** The paragraph of a tight list, which is not shown as one. */
  isHidden: boolean;
  level: number;
  href: string | null;
  title: string | null;
  start: number | null;
  align: "left" | "center" | "right" | null;
  /** For an item of a task list: whether it is done. */
  isDone: boolean | null;
  children: MessageNode[];
};

/** The maximum depth of elements. Deeper emphasis looks no different and would exhaust the renderer's stack. */
const depthMax = 64;

/**
 * Turns the parser's flat list into a tree, without recursion. Every piece of text stays visible: whatever Markdown would
 * swallow, such as a heading without words, appears as it was written.
 */
export function buildTree(tokens: readonly Token[], source: string): MessageNode[] {
  const roots: MessageNode[] = [];
  /** The open elements; null for one that is too deep to be an element. */
  const open: ({ node: MessageNode; token: Token; siblings: MessageNode[] } | null)[] = [];
  const parents: MessageNode[][] = [roots];
  const lines = source.split("\n");
  let key = 0;

  const visit = (token: Token) => {
    if (token.nesting === -1) return close();
    const siblings = parents.at(-1) ?? roots;
    if (token.nesting === 1 && parents.length > depthMax) {
      open.push(null);
      return;
    }
    const node = toNode(token, key++);
    siblings.push(node);
    if (token.nesting !== 1) return;
    open.push({ node, token, siblings });
    parents.push(node.children);
  };

  const close = () => {
    const closed = open.pop();
    if (!closed) return;
    parents.pop();
    const { node, token, siblings } = closed;
    if (node.type === "list_item") markTask(node);
    if (node.type === "link") finishLink(node, token, () => key++);
    if ((node.type === "heading" || node.type === "blockquote") && !showsText(node.children))
      siblings[siblings.length - 1] = paragraph(linesOf(token, lines), () => key++);
  };

  for (const token of tokens) {
    if (token.type === "inline") token.children?.forEach(visit);
    else visit(token);
  }
  if (showsText(roots) || looksEmpty(source)) return roots;
  return [paragraph(source.trim(), () => key++)];
}

function toNode(token: Token, key: number): MessageNode {
  return {
    ...emptyNode,
    key,
    type: token.type.replace(/_open$/, ""),
    ...saidBy(token),
    isHidden: token.hidden,
    level: Number(/^h([1-6])$/.exec(token.tag)?.[1] ?? 0),
    href: attribute(token, "href"),
    title: withoutControls(attribute(token, "title") ?? "") || null,
    start: startOf(token),
    align: alignOf(token),
    children: [],
  };
}

/** One word after the opening mark of code is its language. Several words, or a word without code, are code too. */
function saidBy({ type, content, info }: Token): { content: string; info: string } {
  const said = info.trim();
  if (type !== "fence" || said === "") return { content, info };
  if (/^\S+$/.test(said) && content.trim() !== "") return { content, info: said };
  return { content: `${said}\n${content}`, info: "" };
}

const emptyNode: MessageNode = {
  key: 0,
  type: "text",
  content: "",
  info: "",
  isHidden: false,
  level: 0,
  href: null,
  title: null,
  start: null,
  align: null,
  isDone: null,
  children: [],
};

function attribute(token: Token, name: string): string | null {
  const value = token.attrGet(name);
  return value === null ? null : String(value);
}

function startOf(token: Token): number | null {
  const start = attribute(token, "start");
  return start === null ? null : Number(start);
}

function alignOf(token: Token): MessageNode["align"] {
  const found = /text-align:(left|center|right)/.exec(attribute(token, "style") ?? "")?.[1];
  return found === "left" || found === "center" || found === "right" ? found : null;
}

/** `- [x] text`: removes the box from the text and keeps it as a state. */
function markTask(item: MessageNode) {
  const text = item.children[0]?.type === "paragraph" ? item.children[0].children[0] : undefined;
  const box = text?.type === "text" ? /^\[([ xX])\] +(?=\S)/.exec(text.content) : null;
  if (!text || !box) return;
  text.content = text.content.slice(box[0].length);
  item.isDone = box[1] !== " ";
}

/** Invisible characters must not change how a link looks, and a link without words shows its address. */
function finishLink(link: MessageNode, { markup }: Token, newKey: () => number) {
  const isAddress = markup === "linkify" || markup === "autolink";
  changeTexts(link.children, isAddress ? encodeControls : withoutControls);
  if (!showsText(link.children)) link.children = [text(encodeControls(link.href ?? ""), newKey())];
}

function changeTexts(nodes: MessageNode[], change: (text: string) => string) {
  for (const node of nodes) {
    node.content = change(node.content);
    changeTexts(node.children, change);
  }
}

function showsText(nodes: readonly MessageNode[]): boolean {
  return nodes.some(({ content, children }) => !looksEmpty(content) || showsText(children));
}

/** The source lines of a block, with the marks of the blocks around it. */
function linesOf({ map }: Token, lines: readonly string[]): string {
  const [first, end] = map ?? [0, 0];
  return lines.slice(first, end).join("\n").trim();
}

function paragraph(content: string, newKey: () => number): MessageNode {
  const children = content.split("\n").flatMap((line, index) => {
    const shown = text(line, newKey());
    return index === 0 ? [shown] : [{ ...emptyNode, key: newKey(), type: "softbreak", children: [] }, shown];
  });
  return { ...emptyNode, key: newKey(), type: "paragraph", children };
}

function text(content: string, key: number): MessageNode {
  return { ...emptyNode, key, content, children: [] };
}
