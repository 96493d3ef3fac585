import { notFound } from "../../domain/core/errors";
import type { ReadState } from "../../domain/read-states/rules";
import type { ServerContext } from "../context/context";
import type { HotStates } from "../log/hot-states";
import { readReadStates, type Tracked, trackedBy } from "./read-states";

export type MarkerOwner = { readonly user_id: string; readonly workspace_id: string };

export type Move = {
  readonly conversation_id: string;
  /** The newest message that has been read; with `unread`, the oldest one to become unread. */
  readonly seq: number;
  readonly unread: boolean;
  /** The revision that the reader knew; null from clients that keep none. */
  readonly revision: number | null;
};

export type Moved = {
  readonly state: ReadState;
  readonly moved: boolean;
  /** When the marker reached its place. Without a marker, when the reader joined. */
  readonly read_at: string;
};

export type ReadMarkers = {
  /**
   * Moves a marker: forwards only and never beyond the newest message, or back with `unread`. A forward move
   * by a reader who has not yet seen a move back changes nothing. Returns the marker's current place. Safe
   * to repeat. The caller checks the rights.
   */
  move(reader: MarkerOwner, move: Move): Promise<Moved>;
};

/** The read markers: the readers' own rows, outside the log (docs/protocol.md, "Ephemerals"). */
export function createReadMarkers({ database: { pool }, clock }: ServerContext, states: HotStates): ReadMarkers {
  return {
    move: async (reader, { conversation_id, seq, unread, revision }) => {
      const { store } = await states.of(reader.workspace_id);
      const tracked = trackedBy(store, reader.user_id, conversation_id);
      const newest = store.get("timeline", conversation_id)?.last_seq ?? 0;
      const place = [reader.user_id, conversation_id, reader.workspace_id, clock()];
      const movedAt = unread
        ? await moveBack(place, Math.min(Math.max(seq - 1, 0), newest), tracked)
        : await moveForward(place, Math.max(Math.min(seq, newest), tracked.default_seq), revision);
      const [state] = await readReadStates(pool, reader.user_id, [tracked]);
      if (!state) throw notFound("The conversation");
      const readAt = movedAt ?? (await standingSince(reader, tracked)) ?? clock();
      return { state, moved: movedAt !== null, read_at: readAt.toISOString() };
    },
  };

  /** The time at which a marker that did not move reached its place. A marker from before its reader joined does not count. */
  async function standingSince(
    { user_id }: MarkerOwner,
    { conversation_id, joined_at }: Tracked,
  ): Promise<Date | null> {
    const { rows } = await pool.query<{ since: Date | null }>({
      name: "standing read marker",
      text: `select greatest($3::timestamptz,
        (select updated_at from read_markers where user_id = $1 and conversation_id = $2)) as since`,
      values: [user_id, conversation_id, joined_at],
    });
    return rows[0]?.since ?? null;
  }

  async function moveForward(place: readonly unknown[], seq: number, revision: number | null): Promise<Date | null> {
    const { rows } = await pool.query<{ updated_at: Date }>({
      name: "move read marker",
      text: `insert into read_markers as marker (user_id, conversation_id, workspace_id, updated_at, last_read_seq) values ($1, $2, $3, $4, $5)
        on conflict (user_id, conversation_id) do update set last_read_seq = $5, revision = marker.revision + 1, updated_at = $4
        where marker.last_read_seq < $5 and ($6::int is null or $6 >= marker.moved_back_at_revision)
        returning updated_at`,
      values: [...place, seq, revision],
    });
    return rows[0]?.updated_at ?? null;
  }

  async function moveBack(place: readonly unknown[], seq: number, { joined_at }: Tracked): Promise<Date | null> {
    const { rows } = await pool.query<{ updated_at: Date }>(
      `insert into read_markers as marker (user_id, conversation_id, workspace_id, updated_at, last_read_seq, moved_back_at_revision) values ($1, $2, $3, $4, $5, 1)
       on conflict (user_id, conversation_id) do update
         set last_read_seq = $5, revision = marker.revision + 1, moved_back_at_revision = marker.revision + 1, updated_at = $4
         where marker.last_read_seq > $5 or marker.updated_at < $6::timestamptz
       returning updated_at`,
      [...place, seq, joined_at],
    );
    return rows[0]?.updated_at ?? null;
  }
}
