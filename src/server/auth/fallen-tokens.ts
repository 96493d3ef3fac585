import type pg from "pg";
import type { Event } from "../../domain";
import { isManager } from "../../domain/core/roles";
import type { Consumer } from "../consumers/consumer";
import type { ServerContext } from "../context/context";
import { standingBotTokensSql } from "./credentials";
import type { Revocation, Revocations } from "./revocations";

/** A member who has left or has another role. */
type Fallen = {
  readonly workspaceId: string;
  readonly userId: string;
  /** When they were removed. A late reader needs it: they may be a member again, but their older tokens end anyway. */
  readonly removedAt?: string;
  /**
   * When they stopped managing the workspace. They may manage it again, but the tokens that they
   * made for others' bots before end anyway.
   */
  readonly demotedAt?: string;
  readonly now: Date;
};

/**
 * Ends for good the bot tokens that are no longer valid after a member has left or changed role: their own, their bots' and
 * those that they made. Tokens of a guest's own bots are suspended until the guest is a member again. Returns the credentials
 * whose live streams must be cut. Safe to repeat.
 */
async function endFallenTokens(
  database: Pick<pg.Pool, "query">,
  { workspaceId, userId, removedAt, demotedAt, now }: Fallen,
): Promise<Revocation[]> {
  const { rows } = await database.query<{ id: string; bot_id: string }>({
    name: "end bot tokens that no longer hold",
    text: `with own_bots as (select user_id from members where workspace_id = $1 and owner_id = $2)
      update bot_tokens set revoked_at = $3 where workspace_id = $1 and revoked_at is null
      and (bot_id = $2 or created_by = $2 or bot_id in (select user_id from own_bots))
      and (created_at < $4::timestamptz
        or (created_at < $5::timestamptz and created_by = $2 and bot_id not in (select user_id from own_bots))
        or (id not in (select t.id ${standingBotTokensSql} and t.workspace_id = $1)
          and bot_id not in (select b.user_id from members b
            join members o on o.workspace_id = b.workspace_id and o.user_id = b.owner_id and o.left_at is null and o.role = 'guest'
            where b.workspace_id = $1 and b.owner_id = created_by)))
      returning id, bot_id`,
    values: [workspaceId, userId, now, removedAt, demotedAt],
  });
  return rows.map(({ id, bot_id }) => ({ credential_id: id, user_id: bot_id }));
}

/**
 * Ends bot tokens with the memberships that they depend on, even if a process dies after it appends a
 * removal. They are refused at once anyway.
 */
export function createBotTokenConsumer(
  { clock }: Pick<ServerContext, "clock">,
  revocations: Pick<Revocations, "announce">,
): Consumer {
  return {
    from: "beginning",
    types: ["member.removed", "member.role_changed"],
    handle: async ({ workspaceId, events }, transaction) => {
      const ended: Revocation[] = [];
      for (const event of events) {
        if (event.type !== "member.removed" && event.type !== "member.role_changed") continue;
        const fallen = { workspaceId, userId: event.payload.user_id, ...whenFallen(event), now: clock() };
        ended.push(...(await endFallenTokens(transaction, fallen)));
      }
      return ended.length === 0 ? undefined : () => void revocations.announce(ended);
    },
  };
}

/** Uses only the event: the member's current state says nothing about the time in between. */
function whenFallen(
  event: Extract<Event, { type: "member.removed" | "member.role_changed" }>,
): Pick<Fallen, "removedAt" | "demotedAt"> {
  if (event.type === "member.removed") return { removedAt: event.created_at };
  const { member, previous_role } = event.payload;
  return isManager({ role: previous_role }) && !isManager(member) ? { demotedAt: event.created_at } : {};
}
