import pg from "pg";
import { startTemporaryPostgres } from "../../../src/server/db/built-in/temporary-postgres";
import { type Parley, startParley } from "../../support/parley";
import { call, owner, type Person, type Workspace, workspaceOf } from "./people";

export type TownSize = {
  readonly people: number;
  /** How many of them are in the channel `everyone`. */
  readonly members: number;
  readonly channels: number;
  readonly directs: number;
};

/** A server with a workspace of very many people, all of them Olga's. They stand in the tables alone, and not in the log. */
export type Town = Workspace & { readonly parley: Parley; readonly olga: Person; readonly close: () => Promise<void> };

export async function startTown(size: TownSize): Promise<Town> {
  const postgres = await startTemporaryPostgres();
  const parley = await startParley({ DATABASE_URL: postgres.urlOf("postgres"), PARLEY_RATE_LIMITS: "off" });
  const olga = await owner(parley);
  const workspace = await workspaceOf(parley, olga, []);
  const channels = `POST /api/workspaces/${workspace.id}/channels`;
  const { channel } = await call(parley, olga.token, channels, { name: "everyone", kind: "private" });
  const database = new pg.Client({ connectionString: postgres.urlOf("postgres") });
  await database.connect();
  await database.query(
    `insert into members (workspace_id, user_id, display_name, handle, kind, role, joined_at, created_cursor, cursor)
     select $1, 'usr_many' || n, 'Resident ' || lpad(n::text, 5, '0'), 'resident-' || n, 'human', 'member', now(), 1, 1
     from generate_series(1, $2) n`,
    [workspace.id, size.people],
  );
  await database.query(
    `insert into channel_members (workspace_id, channel_id, user_id, joined_at, joined_seq, cursor)
     select $1, $2, 'usr_many' || n, now(), 0, 1 from generate_series(1, $3) n`,
    [workspace.id, channel.id, size.members],
  );
  await database.end();
  // Its state is read anew.
  await parley.restart();
  for (let n = 1; n <= size.channels; n++)
    await call(parley, olga.token, channels, { name: `channel-${String(n).padStart(3, "0")}` });
  for (let n = 1; n <= size.directs; n++) {
    const { conversation } = await call(parley, olga.token, "POST /api/dms", {
      workspace_id: workspace.id,
      member_ids: [`usr_many${n}`],
    });
    await call(parley, olga.token, `POST /api/dms/${conversation.id}/messages`, { body: `Hello ${n}` });
  }
  return { ...workspace, parley, olga, close: () => parley.close().finally(postgres.close) };
}
