import { message } from "../../test/support/app";
import { closedLoop, type Load, type Loaded } from "../support/load";
import { serveAsPart } from "../support/part";
import type { SampleRows } from "../support/same-rows";
import { buildTown, chatter, type Town } from "../support/town";
import { openWriter, type Writer } from "../support/writer";

/** Senders that call `execute` in process, each message authorised and with a nonce and a mention. */
const methods = {
  open: async ({ url }: { url: string }): Promise<void> => {
    const writer = await openWriter(url);
    opened = { writer, town: await buildTown(writer.database, writer.execute, { people: 200, channels: 10 }) };
  },
  send: (load: Load): Promise<Loaded> => closedLoop(load, send),
  /** Returns the stored counts, to compare with the acknowledged ones, and the rows of one message. */
  inspect: async (): Promise<Stored> => {
    const { pool } = ready().writer.database;
    const counts = await pool.query<{ messages: number; gaps: number }>(
      `select (select count(*)::int from messages) as messages,
        (select (max(cursor) - count(*))::int from events where workspace_id = $1) as gaps`,
      [ready().town.workspaceId],
    );
    const event = await pool.query("select * from events where type = 'message.created' order by cursor desc limit 1");
    const row = await pool.query("select * from messages where id = $1", [event.rows[0]?.payload.message_id]);
    return { messages: 0, gaps: 0, ...counts.rows[0], event: event.rows[0], message: row.rows[0] };
  },
};

export type ExecutePart = typeof methods;
type Stored = SampleRows & { readonly messages: number; readonly gaps: number };

let opened: { readonly writer: Writer; readonly town: Town } | undefined;
let sent = 0;

serveAsPart(methods);

function ready() {
  if (!opened) throw new Error("open it first");
  return opened;
}

function send(sender: number): Promise<unknown> {
  const { writer, town } = ready();
  const { people, channelIds, workspaceId } = town;
  const [me, friend] = [people[sender % people.length], people[(sender + 1) % people.length]];
  const channelId = channelIds[sender % channelIds.length] ?? "";
  sent += 1;
  const body = chatter(friend?.handle ?? "", sent);
  return writer.execute(workspaceId, message(channelId, body, `nonce-${sent}`), {
    actor: { user_id: me?.userId ?? "" },
    request: [channelId, { body }],
  });
}
