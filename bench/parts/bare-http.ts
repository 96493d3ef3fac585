import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import pg from "pg";
import { serveAsPart } from "../support/part";
import { type SampleRows, sameRows } from "../support/same-rows";

type Opening = { readonly url: string; readonly sample: SampleRows; readonly connections: number };

/** A plain Node.js handler with the SQL of the operation: no permissions, no checks, no library in between. */
const methods = {
  open: async ({ url, sample, connections }: Opening): Promise<string> => {
    const pool = new pg.Pool({ connectionString: url, max: connections });
    const statement = sameRows(sample);
    let sent = 0;
    const workspace = sample.event.workspace_id;
    await pool.query("insert into workspace_heads (workspace_id, head) values ($1, 0) on conflict do nothing", [
      workspace,
    ]);
    const create = async (incoming: IncomingMessage): Promise<unknown> => {
      const { channel, ...draft } = (await json(incoming)) as { channel: string };
      sent += 1;
      await pool.query(statement({ nonce: `bare-${sent}`, author: "usr_bare", channel }));
      return { message: { ...sample.message, ...draft }, event: sample.event };
    };
    const page = async (incoming: IncomingMessage): Promise<unknown> => {
      const channel = new URL(incoming.url ?? "/", "http://bare").searchParams.get("channel");
      const { rows } = await pool.query({ name: "page", text: pageSql, values: [channel] });
      return { messages: rows };
    };
    const server = createServer((incoming, outgoing) => {
      (incoming.method === "POST" ? create : page)(incoming).then(
        (body) => answer(outgoing, body),
        (error: unknown) => outgoing.writeHead(500).end(String(error)),
      );
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  },
};

export type BareHttp = typeof methods;

serveAsPart(methods);

/** The newest fifty messages with their authors, threads and reactions. */
const pageSql = `
  select messages.*, to_jsonb(members) as author,
    (select to_jsonb(threads) from threads where root_message_id = messages.id) as thread_state,
    (select jsonb_agg(jsonb_build_object('emoji', emoji, 'count', count)) from reaction_tallies where message_id = messages.id) as reactions
  from (select * from messages where conversation_id = $1 and channel_seq is not null order by channel_seq desc limit 50) as messages
    left join members on members.workspace_id = messages.workspace_id and members.user_id = author_id`;

function answer(outgoing: ServerResponse, body: unknown): void {
  const text = JSON.stringify(body);
  outgoing.writeHead(200, { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(text) });
  outgoing.end(text);
}
