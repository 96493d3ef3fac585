import { pictureAddress } from "./addresses";
import { escapeSlack } from "./slack-entities";

/** Writes Block Kit blocks as Slack markup, as far as they hold words; unknown or malformed blocks give nothing. */
export function writeBlocks(blocks: readonly unknown[]): string {
  return blocks
    .map((block) => writeBlock(fields(block)))
    .filter((text) => text.trim() !== "")
    .join("\n");
}

type Fields = Record<string, unknown>;

/** Slack indents a list eight times at most. Deeper ones show that something is left out. */
const depthMax = 32;

function writeBlock(block: Fields): string {
  switch (block.type) {
    case "rich_text":
      return list(block.elements)
        .map((element) => writeRichText(fields(element), 1))
        .join("\n");
    case "section":
      return [block.text, ...list(block.fields)].map(writeTextObject).filter(Boolean).join("\n");
    case "header":
      return bold(writeTextObject(block.text));
    case "context":
      return list(block.elements).map(writeTextObject).filter(Boolean).join(" ");
    case "markdown":
      return escapeSlack(string(block.text));
    case "image":
      return writeLink(pictureAddress(string(block.image_url)), string(block.alt_text) || writeTextObject(block.title));
    case "video":
      return writeLink(string(block.title_url) || string(block.video_url), string(fields(block.title).text));
    default:
      return "";
  }
}

function writeTextObject(value: unknown): string {
  const { type, text } = fields(value);
  return type === "mrkdwn" ? string(text) : escapeSlack(string(text));
}

function writeRichText(element: Fields, depth: number): string {
  if (depth > depthMax) return "…";
  const children = list(element.elements).map(fields);
  if (element.type === "rich_text_list") return writeList(children, element, depth);
  const text = children.map(writeElement).join("");
  if (element.type === "rich_text_preformatted") return `\`\`\`\n${text}\n\`\`\``;
  if (element.type === "rich_text_quote") return text.replace(/^/gm, "&gt; ");
  return text;
}

function writeList(items: Fields[], { style, indent }: Fields, depth: number): string {
  const margin = "    ".repeat(Math.min(Math.max(Math.trunc(Number(indent)) || 0, 0), 8));
  return items
    .map((item, index) => `${margin}${style === "ordered" ? `${index + 1}.` : "•"} ${writeRichText(item, depth + 1)}`)
    .join("\n");
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
      return `:${string(element.name)}:`;
    case "date":
      return escapeSlack(string(element.fallback));
    default:
      return escapeSlack(string(element.text) || string(element.value));
  }
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

/** A link in Slack's markup, or just its label where there is no address. */
export function writeLink(address: string, label: string): string {
  const shown = escapeSlack(label.replaceAll("|", "¦").replace(/\s+/g, " "));
  if (!/^[a-z][a-z0-9+.-]*:/i.test(address)) return shown;
  const target = escapeSlack(address.replaceAll("|", "%7C").replace(/\s/g, "%20"));
  return label === "" ? `<${target}>` : `<${target}|${shown}>`;
}

function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function string(value: unknown): string {
  return typeof value === "string" ? value : "";
}
