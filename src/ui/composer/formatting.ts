import { isInCode, isSafeLink, readMessage } from "../../language";

/** A text and its selection, as in a text area. */
export type Selected = { text: string; start: number; end: number };

/** Replaces `start..end` with `insert`, then selects `selectStart..selectEnd`. */
export type Edit = { start: number; end: number; insert: string; selectStart: number; selectEnd: number };

/** Puts a mark such as `**` around the selection, or removes it if it is already there. */
export function toggleMark({ text, start, end }: Selected, mark: string): Edit {
  const size = mark.length;
  const isInside = text.slice(start, start + size) === mark && text.slice(end - size, end) === mark;
  if (isInside && end - start >= 2 * size) {
    const insert = text.slice(start + size, end - size);
    return { start, end, insert, selectStart: start, selectEnd: start + insert.length };
  }
  const inner = text.slice(start, end);
  if (isAround(text, start, end, mark)) {
    return { start: start - size, end: end + size, insert: inner, selectStart: start - size, selectEnd: end - size };
  }
  const [, before = "", core = "", after = ""] = /^(\s*)([\s\S]*?)(\s*)$/.exec(inner) ?? [];
  const selectStart = start + before.length + size;
  return { start, end, insert: before + mark + core + mark + after, selectStart, selectEnd: selectStart + core.length };
}

/** Italics. Text with a name in it gets `*`, because `_` would become part of the name. */
export function toggleItalics(selected: Selected): Edit {
  const inner = selected.text.slice(selected.start, selected.end);
  return toggleMark(selected, /[@#:]/.test(inner) ? "*" : "_");
}

/** Code: a fence around several lines, backticks around a few words. */
export function toggleCode(selected: Selected): Edit {
  const inner = selected.text.slice(selected.start, selected.end);
  if (!inner.includes("\n")) return toggleMark(selected, "`");
  const insert = `\`\`\`\n${inner.replace(/\n$/, "")}\n\`\`\``;
  return { ...selected, insert, selectStart: selected.start, selectEnd: selected.start + insert.length };
}

/** A pasted address over selected words makes them a link; null if it should be pasted unchanged. */
export function linkSelection({ text, start, end }: Selected, pasted: string): Edit | null {
  const url = pasted.trim();
  const words = text.slice(start, end);
  if (!isSafeLink(url) || /\s/.test(url) || words.trim() === "" || /[\n[\]]/.test(words) || isLink(words.trim()))
    return null;
  const insert = `[${words}](${url.replaceAll("(", "%28").replaceAll(")", "%29")})`;
  if (!isLink(insert) || isInCode(text, start)) return null;
  return { start, end, insert, selectStart: start + insert.length, selectEnd: start + insert.length };
}

function isAround(text: string, start: number, end: number, mark: string): boolean {
  const size = mark.length;
  if (text.slice(start - size, start) !== mark || text.slice(end, end + size) !== mark || start < size) return false;
  // `_` is one mark and `__` another: a longer run of the same character is not this mark.
  return text[start - size - 1] !== mark[0] && text[end + size] !== mark[0];
}

/** Whether a text renders as one link and nothing else. */
function isLink(text: string): boolean {
  const [paragraph, ...others] = readMessage(text);
  const [link, ...rest] = paragraph?.children ?? [];
  return paragraph?.type === "paragraph" && link?.type === "link" && others.length === 0 && rest.length === 0;
}
