import type { MessageNode } from "../../language";

/** The parts of a table, with the columns of numbers to the right where the writer chose no side. */
export function withNumbersRight({ children }: MessageNode): MessageNode[] {
  const rows = children.flatMap((part) => (part.type === "tbody" ? part.children : []));
  const count = Math.max(0, ...rows.map((row) => row.children.length));
  const isNumeric = Array.from({ length: count }, (_, column) => {
    const texts = rows.map((row) => textOf(row.children[column]).trim());
    return texts.some((text) => number.test(text)) && texts.every((text) => number.test(text) || nothing.test(text));
  });
  const aligned = (cell: MessageNode, column: number): MessageNode =>
    isNumeric[column] && cell.align === null ? { ...cell, align: "right" } : cell;
  return children.map((part) => ({
    ...part,
    children: part.children.map((row) => ({ ...row, children: row.children.map(aligned) })),
  }));
}

/** A number with its sign, currency and short unit: `−1,210`, `$5`, `3.5 µs`, `12 %`. Neither a date nor a version. */
const number =
  /^[<>≤≥~≈±]?\s?[-+−–]?\s?\p{Sc}?\s?(\p{Nd}{1,3}([,.'’\s٬]\p{Nd}{3})+|\p{Nd}+)([.,٫]\p{Nd}+)?\s?(\p{Sc}|[%‰°٪]|[\p{L}°]{1,4}([/²³]\p{L}{0,4})?)?$/u;
/** A cell without a value. */
const nothing = /^([-–—?]|n\/a)?$/i;

/** The text of a node without its marks. */
export function textOf(node: MessageNode | undefined): string {
  if (!node) return "";
  return node.children.length > 0 ? node.children.map(textOf).join("") : node.content;
}
