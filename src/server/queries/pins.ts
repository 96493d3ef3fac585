import type pg from "pg";
import { visibleChannel } from "../../domain/core/permissions";
import type { MessageResource } from "../../domain/messages/rules";
import type { Pin } from "../../domain/pins/rules";
import type { HotStates } from "../log/hot-states";
import { fromRow } from "../store/tables";
import type { Locate } from "./locate";
import { withinBytes } from "./message-bytes";
import { presentMessage, readMessages } from "./message-rows";

export type PinList = {
  readonly messages: MessageResource[];
  readonly pins: Pick<Pin, "message_id" | "pinned_by" | "pinned_at">[];
};

export type PinQueries = {
  /** A channel's pins, the newest first: all of them, and as many of their messages as `bytesMax` allows, at least one. */
  list(userId: string, channelId: string, options: { readonly bytesMax: number }): Promise<PinList>;
};

export function createPinQueries(pool: pg.Pool, states: HotStates, locate: Locate): PinQueries {
  return {
    list: async (user_id, channelId, { bytesMax }) => {
      const viewer = { user_id, workspace_id: await locate.channel(channelId) };
      const { rows: found } = await pool.query<Record<string, unknown>>({
        name: "pins of a channel",
        text: "select * from pins where channel_id = $1 order by pinned_at desc, cursor desc",
        values: [channelId],
      });
      const pins = found.map((row) => fromRow("pin", row));
      const { rows, head } = await readMessages(pool, viewer, {
        name: "pinned",
        sql: withinBytes(pinnedSql, { order: "place", bytesMax: "$4" }),
        values: [pins.map(({ message_id }) => message_id), bytesMax],
      });
      const { store } = await states.at(viewer.workspace_id, pool, head);
      visibleChannel(store, viewer, channelId);
      const byId = new Map(rows.map((row) => [row.message.id, row]));
      return {
        messages: pins.flatMap(({ message_id }) => {
          const row = byId.get(message_id);
          return row ? [presentMessage(store, row)] : [];
        }),
        pins: pins.map(({ message_id, pinned_by, pinned_at }) => ({ message_id, pinned_by, pinned_at })),
      };
    },
  };
}

/** A message that is deleted between the two queries leaves only its pin in the answer. */
const pinnedSql = `select *, array_position($3::text[], id) as place from messages
  where (workspace_id = $1) is true and id = any($3::text[]) and deleted_at is null`;
