import { hash } from "node:crypto";
import { withPublicAddresses } from "./addresses";
import { toMarkdown } from "./mrkdwn";
import type { SlackMessage } from "./slack-shapes";

/** A message as an import would write it. Such messages identify an export. */
export interface SampledMessage {
  conversationId: string;
  ts: string;
  body: string;
}

const sampleMax = 200;
const nobody = { handleOf: () => undefined, channelNameOf: () => undefined };

/** Takes the same messages of an export each time, and mostly those that it took from an earlier export of the same team. */
export class Sample {
  private kept: { key: string; conversationId: string; message: SlackMessage }[] = [];

  /** Takes only plain text, which does not depend on the names of people and channels here. */
  offer(conversationId: string, message: SlackMessage): void {
    const { ts, type, subtype, text, files, attachments, bot_id, blocks } = message;
    if ((type && type !== "message") || subtype || files.length > 0 || attachments.length > 0) return;
    if (bot_id !== "" && blocks.length > 0) return;
    if (text.trim() === "" || text.includes("<")) return;
    this.kept.push({ key: hash("sha1", `${conversationId} ${ts}`), conversationId, message });
    if (this.kept.length >= 10 * sampleMax) this.trim();
  }

  messages(): SampledMessage[] {
    this.trim();
    return this.kept.flatMap(({ conversationId, message }) => {
      try {
        return { conversationId, ts: message.ts, body: toMarkdown(withPublicAddresses(message.text), nobody) };
      } catch {
        // The import counts unreadable messages. They prove nothing here.
        return [];
      }
    });
  }

  private trim(): void {
    this.kept.sort((a, b) => (a.key < b.key ? -1 : 1));
    this.kept.length = Math.min(this.kept.length, sampleMax);
  }
}
