import { looksEmpty } from "../../domain/core/measure";
import { fileAddress, pictureAddress, withoutTokens, withPublicAddresses } from "./addresses";
import { type BlockPart, writeBlocks, writeLink } from "./blocks";
import type { Loss } from "./ledger";
import { fieldsOf, textOf } from "./lenient";
import { isOfBot } from "./people";
import { escapeSlack } from "./slack-entities";
import type { SlackAttachment, SlackFile, SlackMessage } from "./slack-shapes";

/** The full content of a message. */
export interface Composed {
  /** In order. Empty for a message without content. */
  parts: BlockPart[];
  losses: [Loss, number][];
  fileCount: number;
}

/**
 * The content of a message: its text or blocks, then its attachments, then its files as links. File addresses in an export
 * carry a token that opens every file of the Slack workspace; the result contains none. Each piece is written separately, so
 * that an unreadable one does not take others with it.
 */
export function compose(message: SlackMessage): Composed {
  const pieces = new Pieces(message.odd);
  const blocks = pieces.write(() => writeBlocks(message.blocks, pieces.lose)) ?? [];
  const own = ownParts(message, blocks, pieces.lostBlocks > 0);
  const said = own.map(({ text }) => text).join("\n");
  const attachments = message.attachments.flatMap(
    (attachment, index) =>
      pieces.write(() => writeAttachment(attachment, index < previewsMax ? said : "", pieces)) ?? [],
  );
  const files = filesOf(message.files, pieces).flatMap(
    (file) => pieces.write(() => writeFile(file, said, pieces)) ?? [],
  );
  const parts = joined([...own, ...attachments, ...files.map(slack)]);
  return { parts, losses: pieces.losses(), fileCount: pieces.fileCount };
}

/** Slack shows no more previews than this. Attachments beyond it are kept without the slow search for them in the text. */
const previewsMax = 100;

/** Counts what is written and what is lost of one message. */
class Pieces {
  fileCount = 0;
  lostBlocks = 0;
  private lostPieces: number;
  private lostFiles = 0;
  private lostAddresses = 0;

  constructor(odd: number) {
    this.lostPieces = odd;
  }

  readonly lose = (): void => {
    this.lostBlocks += 1;
  };

  loseFile(): void {
    this.lostFiles += 1;
  }

  /** Counts a file that appears as a link, or by its name only. */
  tellFile(hasAddress: boolean): void {
    if (hasAddress) this.fileCount += 1;
    else this.lostAddresses += 1;
  }

  write<Value>(piece: () => Value): Value | undefined {
    try {
      return piece();
    } catch {
      this.lostPieces += 1;
      return undefined;
    }
  }

  losses(): [Loss, number][] {
    const losses: [Loss, number][] = [
      ["pieces", this.lostPieces],
      ["blocks", this.lostBlocks],
      ["files", this.lostFiles],
      ["addresses", this.lostAddresses],
    ];
    return losses.filter(([, count]) => count > 0);
  }
}

/**
 * A person's text says everything that their blocks do. A program's text is only its notification, and people read its blocks.
 * The same holds for blocks that no person can write.
 */
function ownParts(message: SlackMessage, blocks: BlockPart[], isPartial: boolean): BlockPart[] {
  const words = message.text.trim() === "" ? [] : [slack(message.text)];
  if (blocks.length === 0) return words;
  const isByProgram = isOfBot(message) || message.blocks.some((block) => fieldsOf(block).type !== "rich_text");
  if (words.length > 0 && !isByProgram) return words;
  return isPartial ? [...words, ...blocks] : blocks;
}

/** The files that still exist. */
function filesOf(files: readonly SlackFile[], pieces: Pieces): SlackFile[] {
  const living = files.filter(({ mode }) => mode !== "tombstone" && mode !== "hidden_by_limit");
  for (let gone = files.length - living.length; gone > 0; gone--) pieces.loseFile();
  return living;
}

/** Leaves out a preview that Slack made of a link in the text, since it adds nothing. */
function writeAttachment(attachment: SlackAttachment, own: string, pieces: Pieces): BlockPart[] {
  if (attachment.from_url && !attachment.is_share && own.includes(escapeSlack(attachment.from_url))) return [];

  const { title, title_link, text, fallback, image_url } = attachment;
  const heading = title && (title_link ? writeLink(title_link, title) : `*${title}*`);
  const blocks = pieces.write(() => writeBlocks(attachment.blocks, pieces.lose)) ?? [];
  const isBlocksFirst = blocks.length > 0 && (text === "" || !attachment.is_share);
  const fields = attachment.fields.map((field) => [field.title && `*${field.title}*`, field.value]);
  const words: BlockPart[] = [
    slack(escapeSlack(attachment.author_name)),
    slack(heading),
    ...(isBlocksFirst ? blocks : [slack(text)]),
    ...fields.map((field) => slack(field.filter(Boolean).join(" "))),
    slack(image_url && writeLink(pictureAddress(image_url), title ? "" : fallback)),
    ...filesOf(attachment.files, pieces)
      .flatMap((file) => pieces.write(() => writeFile(file, "", pieces)) ?? [])
      .map(slack),
    ...attachment.actions.map((action) => slack(writeAction(action))),
    slack(escapeSlack(attachment.footer)),
  ];
  const body = joined(words);
  return [slack(attachment.pretext), ...(body.length > 0 ? body : [slack(fallback)]).map(quoted)];
}

function quoted({ kind, text }: BlockPart): BlockPart {
  if (kind === "markdown") return { kind, text: text.replace(/^/gm, "> ") };
  return slack(text === "" || text.includes("```") ? text : text.replace(/^(?:&gt;\s?)?/gm, "&gt; "));
}

/** A button that links somewhere. Any other button no longer works, so it gives nothing. */
function writeAction(action: unknown): string {
  const { text, url } = fieldsOf(action);
  return textOf(url) === "" ? "" : writeLink(textOf(url), textOf(text));
}

/** A file's comment and link, unless the text already has them, and its transcript. */
function writeFile(file: SlackFile, own: string, pieces: Pieces): string[] {
  const addresses = [file.permalink, file.external_url, file.url_private];
  const address = addresses.map(fileAddress).find((published) => published !== "") ?? "";
  pieces.tellFile(address !== "");
  const isTold = address !== "" && own.includes(`<${escapeSlack(address)}`);
  const link = isTold ? "" : writeLink(address, withoutTokens(file.title || file.name || "file"));
  const comment = file.comment === "" || own.includes(file.comment) ? "" : file.comment;
  const transcript = file.transcript === "" ? "" : `&gt; ${escapeSlack(file.transcript).replaceAll("\n", "\n&gt; ")}`;
  return [comment, link, transcript];
}

function slack(text: string): BlockPart {
  return { kind: "slack", text };
}

/** Merges neighbouring pieces of Slack's markup into one text, so that quotes and lists continue. */
function joined(parts: readonly BlockPart[]): BlockPart[] {
  const result: BlockPart[] = [];
  for (const { kind, text } of parts) {
    if (looksEmpty(text)) continue;
    const last = result.at(-1);
    const clean = withPublicAddresses(text);
    if (last && kind === "slack" && last.kind === "slack") last.text = `${last.text}\n${clean}`;
    else result.push({ kind, text: clean });
  }
  return result;
}
