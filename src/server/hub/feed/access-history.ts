// Log → reader. In: a viewer. Out: what they could read, and when, for readers that cannot tell old from new.
import type pg from "pg";
import { definitionOf, type Event, type EventType } from "../../../domain";
import { accessOfPeople } from "../../../domain/access";
import type { Role } from "../../../domain/core/roles";
import type { State } from "../../../domain/state";
import { sqlList } from "../../store/sql-list";
import { isOpenTo, type LiveViewer } from "./visibility";

/** Changes read per person. A person with more gets fewer old events here, and reads the rest in the channel's history. */
const changesMax = 500;

/** A record of what a viewer could read, and when, up to the head at which it was read. */
export type AccessHistory = {
  readonly upto: number;
  /** Whether the viewer could read an event of a conversation when it happened. It says nothing about the present. */
  couldRead(event: Event, state: State): boolean;
};

/** Reads the history of a viewer's access, at least up to `upto`. */
export async function readAccessHistory(
  pool: Pick<pg.Pool, "query">,
  { user_id, workspace_id, owner_id, upto }: LiveViewer & { readonly owner_id: string | null; readonly upto: number },
): Promise<AccessHistory> {
  const { rows } = await pool.query<Change>({
    name: "changes of access",
    text: changesSql,
    values: [workspace_id, owner_id === null ? [user_id] : [user_id, owner_id], user_id],
  });
  const own = standingsOf(rows.filter((row) => row.user_id === user_id));
  const owners = owner_id === null ? null : standingsOf(rows.filter((row) => row.user_id === owner_id));
  const joined = stays(rows.filter((row) => row.user_id === user_id));
  return {
    upto,
    couldRead: ({ cursor, channel_id }, state) => {
      // A bot is suspended while its owner is outside or a guest.
      if (owners !== null && owners(cursor) !== "inside") return false;
      const standing = own(cursor);
      if (standing === "outside") return false;
      if (channel_id === null || isOpenTo(state, standing, channel_id)) return true;
      return joined(channel_id, cursor);
    },
  };
}

type Change = {
  readonly user_id: string;
  readonly cursor: string;
  readonly type: EventType;
  readonly channel_id: string | null;
  /** The new role, if a member joins or changes role. */
  readonly role: Role | null;
};

/**
 * For the owner of a bot, only the changes in the workspace itself. The index `events_of_members` covers exactly
 * these types (prisma/migrations).
 */
const changesSql = `
  select person.id as user_id, change.* from unnest($2::text[]) as person(id), lateral (
    select cursor, type, channel_id, payload -> 'member' ->> 'role' as role from events
    where workspace_id = $1 and payload ->> 'user_id' = person.id
      and type in (${sqlList(accessOfPeople)}) and (person.id = $3 or channel_id is null)
    order by cursor desc limit ${changesMax}) as change
  order by cursor`;

type Standing = "outside" | "guest" | "inside";

/** A person's standing in the workspace at a cursor. */
function standingsOf(changes: readonly Change[]): (cursor: number) => Standing {
  const isCut = changes.length >= changesMax;
  const standings = changes
    .filter(({ channel_id }) => channel_id === null)
    .map((change) => [Number(change.cursor), standingAfter(change)] as const);
  // A member without an earlier stay has missed nothing. They ask for older events deliberately, and their
  // first role decides what they see.
  const first = isCut ? "outside" : (standings[0]?.[1] ?? "inside");
  return (cursor) => standings.findLast(([since]) => since <= cursor)?.[1] ?? first;
}

function standingAfter({ type, role }: Change): Standing {
  if (definitionOf(type)?.access === "takes") return "outside";
  return role === "guest" ? "guest" : "inside";
}

/** Whether a person belonged to a channel at a cursor. Leaving the workspace ends all memberships, without an event for each. */
function stays(changes: readonly Change[]): (channelId: string, cursor: number) => boolean {
  const isChange = ({ channel_id, type }: Change, channelId: string) =>
    channel_id === channelId || (channel_id === null && definitionOf(type)?.access === "takes");
  return (channelId, cursor) => {
    const last = changes.findLast((change) => Number(change.cursor) <= cursor && isChange(change, channelId));
    return last !== undefined && last.channel_id !== null && definitionOf(last.type)?.access === "gives";
  };
}
