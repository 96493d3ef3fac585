import { hash } from "node:crypto";
import { withPublicAddresses } from "./addresses";
import { toMarkdown } from "./mrkdwn";
import type { SlackMessage } from "./slack-shapes";

/** A message as an import would bring it, by which an export is recognised. */
export interface SampledMessage {
  conversationId: string;
  ts: string;
  body: string;
}

const sampleMax = 200;
const nobody = { handleOf: () => undefined, channelNameOf: () => undefined };

/** Takes the same messages of an export each time, and mostly those that it took of an earlier export of the same team. */
export class Sample {
  private kept: { key: string; conversationId: string; message: SlackMessage }[] = [];

  /** Only plain words, which read the same whatever people and channels are called here. */
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
        // What cannot be read is counted by the import, and proves nothing here.
        return [];
      }
    });
  }

  private trim(): void {
    this.kept.sort((a, b) => (a.key < b.key ? -1 : 1));
    this.kept.length = Math.min(this.kept.length, sampleMax);
  }
}
