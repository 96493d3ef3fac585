import { pictureAddress } from "./addresses";
import { type Fields, fieldsOf as fields, listOf as list, textOf as string } from "./lenient";
import { escapeSlack } from "./slack-entities";

/** A piece of a message, in Slack's markup or, from some programs, in Markdown. */
export interface BlockPart {
  kind: "slack" | "markdown";
  text: string;
}

/**
 * Writes the text of Block Kit blocks. Calls `lose` for each block of an unknown kind. Malformed blocks give nothing.
 * Source of the kinds: Slack's "Blocks" reference.
 */
export function writeBlocks(blocks: readonly unknown[], lose: () => void): BlockPart[] {
  const parts: BlockPart[] = [];
  for (const raw of blocks) {
    const block = fields(raw);
    const kind = block.type === "markdown" ? "markdown" : "slack";
    const text = kind === "markdown" ? string(block.text) : writeBlock(block);
    if (text === null) lose();
    else if (text.trim() !== "") parts.push({ kind, text });
  }
  return parts;
}

/** Returns null for a block of an unknown kind. */
function writeBlock(block: Fields): string | null {
  switch (block.type) {
    case "rich_text":
      return lines(list(block.elements).map((element) => writeRichText(fields(element), 1)));
    case "section":
      return lines([
        ...[block.text, ...list(block.fields)].map(writeTextObject),
        writeElementOfApp(fields(block.accessory)),
      ]);
    case "header":
      return bold(writeTextObject(block.text));
    case "context":
      return list(block.elements)
        .map((element) => (fields(element).type === "image" ? writeImage(fields(element)) : writeTextObject(element)))
        .filter(Boolean)
        .join(" ");
    case "image":
      return writeImage(block);
    case "video":
      return writeLink(string(block.title_url) || string(block.video_url), string(fields(block.title).text));
    case "call":
      return writeCall(fields(fields(block.call).v1));
    case "table":
      return lines(list(block.rows).map((row) => list(row).map(writeCell).join(" ¦ ")));
    case "actions":
    case "context_actions":
      return lines(list(block.elements).map((element) => writeElementOfApp(fields(element))));
    case "input":
      return writeTextObject(block.label);
    case "divider":
    case "file":
      return "";
    default:
      return null;
  }
}

function lines(texts: readonly string[]): string {
  return texts.filter((text) => text.trim() !== "").join("\n");
}

function writeImage(image: Fields): string {
  const address = string(image.image_url) || string(fields(image.slack_file).url);
  return writeLink(pictureAddress(address), string(image.alt_text) || writeTextObject(image.title));
}

/** A picture, or a button that links somewhere. Other buttons and menus no longer work, so they give nothing. */
function writeElementOfApp(element: Fields): string {
  if (element.type === "image") return writeImage(element);
  const url = string(element.url);
  return url === "" ? "" : writeLink(url, string(fields(element.text).text));
}

function writeCall({ name, join_url, desktop_app_join_url }: Fields): string {
  return writeLink(string(join_url) || string(desktop_app_join_url), string(name) || "Call");
}

function writeCell(cell: unknown): string {
  const { type, text, elements } = fields(cell);
  if (type !== "rich_text") return escapeSlack(string(text));
  return list(elements)
    .map((element) => writeRichText(fields(element), 1))
    .join(" ")
    .replaceAll("\n", " ");
}

function writeTextObject(value: unknown): string {
  const { type, text } = fields(value);
  return type === "mrkdwn" ? string(text) : escapeSlack(string(text));
}

/** Slack indents lists at most eight times. Anything nested deeper than this becomes `…`. */
const depthMax = 32;

function writeRichText(element: Fields, depth: number): string {
  if (depth > depthMax) return "…";
  const children = list(element.elements).map(fields);
  if (element.type === "rich_text_list") return writeList(children, element, depth);
  const text = children.map(writeElement).join("");
  if (element.type === "rich_text_preformatted") return `\`\`\`\n${text}\n\`\`\``;
  if (element.type === "rich_text_quote") return text.replace(/^/gm, "&gt; ");
  return text;
}

/** A list that another one interrupts continues after `offset` items. */
function writeList(items: Fields[], { style, indent, offset }: Fields, depth: number): string {
  const margin = "    ".repeat(wholeIn(indent, 8));
  const first = wholeIn(offset, 1_000_000) + 1;
  return items
    .map(
      (item, index) => `${margin}${style === "ordered" ? `${first + index}.` : "•"} ${writeRichText(item, depth + 1)}`,
    )
    .join("\n");
}

function wholeIn(value: unknown, max: number): number {
  return Math.min(Math.max(Math.trunc(Number(value)) || 0, 0), max);
}

function writeElement(element: Fields): string {
  switch (element.type) {
    case "text":
      return styled(escapeSlack(string(element.text)), fields(element.style));
    case "link":
      return writeLink(string(element.url), string(element.text));
    case "user":
      return `<@${string(element.user_id)}>`;
    case "channel":
      return `<#${string(element.channel_id)}>`;
    case "usergroup":
      return `<!subteam^${string(element.usergroup_id)}>`;
    case "broadcast":
      return `<!${string(element.range)}>`;
    case "emoji":
      return `:${string(element.name)}${skinTone(element.skin_tone)}:`;
    case "date":
      return escapeSlack(string(element.fallback));
    default:
      return escapeSlack(string(element.text) || string(element.value));
  }
}

function skinTone(tone: unknown): string {
  return /^[2-6]$/.test(string(tone)) ? `::skin-tone-${string(tone)}` : "";
}

function styled(text: string, style: Fields): string {
  if (text.trim() === "") return text;
  if (style.code === true) return `\`${text}\``;
  const inner = text.trim();
  const begin = text.indexOf(inner);
  const [before, after] = [text.slice(0, begin), text.slice(begin + inner.length)];
  const marks = [style.bold === true && "*", style.italic === true && "_", style.strike === true && "~"].filter(
    Boolean,
  );
  return before + marks.join("") + inner + marks.reverse().join("") + after;
}

function bold(text: string): string {
  return text === "" ? "" : `*${text.replaceAll("*", "")}*`;
}

/** A link in Slack's markup, or only its label when there is no address. */
export function writeLink(address: string, label: string): string {
  const shown = escapeSlack(label.replaceAll("|", "¦").replace(/\s+/g, " "));
  if (!/^[a-z][a-z0-9+.-]*:/i.test(address)) return shown;
  const target = escapeSlack(address.replaceAll("|", "%7C").replace(/\s/g, "%20"));
  return label === "" ? `<${target}>` : `<${target}|${shown}>`;
}
