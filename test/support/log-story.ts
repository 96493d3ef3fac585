import type { Command, Event } from "../../src/domain";
import { type IdKind, idPrefixes } from "../../src/domain/core/ids";
import { kinds } from "../../src/domain/definitions";
import { redactPayload } from "../../src/domain/messages/redaction";
import { tables, toRow } from "../../src/server/store/tables";
import { MemoryServer } from "../unit/support/memory-server";
import { draft } from "./drafts";

/** A log as its tables hold it: the rows of the events, and the rows that the events changed. */
export type KeptLog = {
  readonly events: readonly Record<string, unknown>[];
  readonly tables: Readonly<Record<string, readonly Record<string, unknown>[]>>;
};

/** A small workspace in which everything happens once: an event of every type. The log is the same each time. */
export function tellStory(): KeptLog {
  const server = new StoryServer();
  const [ana, ben, bot] = ["usr_ana", "usr_ben", "usr_bot"];
  const run = (userId: string, command: Command) => server.run(userId, command);
  run(ana, { type: "workspace.create", input: { name: "Acme", slug: "acme", source: null, owner: person("ana") } });
  const general = [...server.store.all("channel")][0]?.id ?? "";
  const [invite] = run(ana, { type: "invite.create", input: { role: "member", channel_ids: [], max_uses: 2 } });
  run(ben, { type: "invite.accept", input: { invite_id: idIn(invite, "invite_id"), person: person("ben") } });
  run(ana, { type: "invite.revoke", input: { invite_id: idIn(invite, "invite_id") } });
  run(ana, { type: "bot.create", input: { bot_id: bot, person: person("bot"), service: true } });
  run(ana, { type: "workspace.update", input: { name: "Acme & Sons" } });
  run(ben, { type: "member.update", input: { ...person("ben"), display_name: "Benedict" } });
  const [made] = run(ana, { type: "channel.create", input: { name: "plans", kind: "private" } });
  const plans = idIn(made, "channel_id");
  run(ana, { type: "channel.add_member", input: { channel_id: plans, user_id: ben } });
  run(ana, { type: "channel.update", input: { channel_id: plans, topic: "What comes next" } });
  const place = { channel_id: general, direct_conversation_id: null };
  const [said] = run(ana, {
    type: "message.create",
    input: { ...draft("Hello @ben, **look**"), nonce: "n1", ...place },
  });
  const root = idIn(said, "message_id");
  run(ben, { type: "thread.reply", input: { ...draft("A reply"), root_message_id: root, also_send_to_channel: true } });
  const [gone] = run(ben, {
    type: "thread.reply",
    input: { ...draft("Soon gone"), root_message_id: root, also_send_to_channel: false },
  });
  run(ben, { type: "message.create", input: { ...draft("As you said"), quoted_message_id: root, ...place } });
  run(ana, { type: "message.update", input: { message_id: root, body: "Hello everybody, @channel" } });
  run(ben, { type: "reaction.add", input: { message_id: root, emoji: "👍" } });
  run(ana, { type: "reaction.add", input: { message_id: root, emoji: "🎉" } });
  run(ana, { type: "reaction.remove", input: { message_id: root, emoji: "🎉" } });
  const kept = { channel_id: general, message_id: root };
  run(ben, { type: "pin.add", input: kept });
  run(ana, { type: "pin.remove", input: kept });
  run(ana, { type: "pin.add", input: kept });
  run(ben, { type: "message.delete", input: { message_id: idIn(gone, "message_id") } });
  const [opened] = run(ana, { type: "direct.create", input: { member_ids: [ben] } });
  const direct_conversation_id = idIn(opened, "direct_conversation_id");
  run(ben, {
    type: "message.create",
    input: { ...draft("Between us"), channel_id: null, direct_conversation_id },
  });
  run(ana, { type: "member.change_role", input: { user_id: ben, role: "moderator" } });
  run(ben, { type: "channel.remove_member", input: { channel_id: plans, user_id: ben } });
  run(ana, { type: "channel.update", input: { channel_id: plans, archived: true } });
  run(ana, { type: "bot.delete", input: { bot_id: bot } });
  return { events: redacted(server.log), tables: server.rows() };
}

/** Removes the text of deleted messages from the rows, and the digests of requests, which belong to one server only. */
function redacted(log: readonly Event[]): KeptLog["events"] {
  const deleted = log.flatMap((event) => (event.type === "message.deleted" ? event.payload.message_id : []));
  return log.map((event) => ({
    ...event,
    request_digest: null,
    payload: deleted.reduce<unknown>(redactPayload, event.payload),
  }));
}

class StoryServer extends MemoryServer {
  private made = 0;

  override newId(kind: string): string {
    this.made += 1;
    return `${idPrefixes[kind as IdKind]}_${String(this.made).padStart(5, "0")}`;
  }

  rows(): KeptLog["tables"] {
    return Object.fromEntries(
      kinds.map((kind) => {
        const rows = [...this.store.all(kind)].map((entity) => ({ ...toRow(kind, entity) }));
        return [tables[kind].name, rows.map((row) => withoutConstants(kind, row))];
      }),
    );
  }
}

/** Keeps only the columns of the row, because an entity may have more fields. */
function withoutConstants(kind: (typeof kinds)[number], row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.keys(tables[kind].columns).map((column) => [
      column,
      column === "request_digest" ? null : (row[column] ?? null),
    ]),
  );
}

function person(handle: string) {
  return { display_name: handle, handle, avatar_url: null };
}

function idIn(event: Event | undefined, field: string): string {
  const payload: Readonly<Record<string, unknown>> = event?.payload ?? {};
  return String(payload[field]);
}
