import { fileAddress, pictureAddress, withoutTokens, withPublicAddresses } from "./addresses";
import { writeBlocks, writeLink } from "./blocks";
import { escapeSlack } from "./slack-entities";
import type { SlackAttachment, SlackFile, SlackMessage } from "./slack-shapes";

/**
 * Everything a message says, as one text in Slack's markup: its text or blocks, then its attachments, then its files as links. An
 * export's file addresses carry a token that opens every file of the Slack workspace: none is left in it.
 */
export function composeText(message: SlackMessage): string {
  const own = message.text?.trim() ? message.text : writeBlocks(message.blocks ?? []);
  const attachments = (message.attachments ?? []).map((attachment, index) =>
    writeAttachment(attachment, index < previewsMax ? own : ""),
  );
  const parts = [own, ...attachments, ...filesOf(message).map(writeFile)];
  return withPublicAddresses(parts.filter((part) => part.trim() !== "").join("\n"));
}

/** Slack shows no more previews. Beyond them attachments are kept without being looked for in the text, which takes time. */
const previewsMax = 100;

/** The files of a message that still exist. */
export function filesOf(message: SlackMessage): SlackFile[] {
  const files = message.files ?? (message.file ? [message.file] : []);
  return files.filter((file) => file.mode !== "tombstone" && file.mode !== "hidden_by_limit");
}

/** A preview that Slack made of a link in the text says nothing new and is left out. */
function writeAttachment(attachment: SlackAttachment, own: string): string {
  const isShare = attachment.is_share === true || attachment.is_msg_unfurl === true;
  if (attachment.from_url && !isShare && own.includes(escapeSlack(attachment.from_url))) return "";

  const title = attachment.title ? writeLink(attachment.title_link ?? "", attachment.title) : "";
  const fields = (attachment.fields ?? []).map((field) => [field.title && `*${field.title}*`, field.value]);
  const words = [
    attachment.author_name && escapeSlack(attachment.author_name),
    title && (attachment.title_link ? title : `*${title}*`),
    attachment.text || writeBlocks(attachment.blocks ?? []),
    ...fields.map((field) => field.filter(Boolean).join(" ")),
    attachment.image_url &&
      writeLink(pictureAddress(attachment.image_url), attachment.title ? "" : (attachment.fallback ?? "")),
  ].filter(Boolean);
  const body = words.length > 0 ? words.join("\n") : (attachment.fallback ?? "");
  const quoted = body === "" || body.includes("```") ? body : body.replace(/^(?:&gt;\s?)?/gm, "&gt; ");
  return [attachment.pretext, quoted].filter(Boolean).join("\n");
}

function writeFile(file: SlackFile): string {
  const address = file.permalink || file.external_url || file.url_private || "";
  return writeLink(fileAddress(address), withoutTokens(file.title || file.name || "file"));
}
