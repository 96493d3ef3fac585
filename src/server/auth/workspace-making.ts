import { DomainError, forbidden } from "../../domain/core/errors";
import { limits } from "../../domain/core/limits";
import type { ServerContext } from "../context/context";

export type WorkspaceMaking = {
  /** Whether a person may create workspaces, by `PARLEY_WORKSPACES`. */
  isFor(userId: string): Promise<boolean>;
  /**
   * Runs `make`, which creates the given workspace, for a person who may. Throws `forbidden`, and `limit_reached` for one too
   * many. A repeat for an existing workspace runs.
   */
  admit<T>(maker: { readonly user_id: string; readonly workspace_id: string }, make: () => Promise<T>): Promise<T>;
};

/**
 * Decides who may create workspaces: the owner of the installation always, others if the
 * operator allows it, bots and guests never.
 */
export function createWorkspaceMaking({ env, database: { pool } }: ServerContext): WorkspaceMaking {
  /** Each person's last attempt. Attempts run one at a time, so that concurrent ones cannot all find room for one more. */
  const attempts = new Map<string, Promise<unknown>>();

  async function isFor(userId: string): Promise<boolean> {
    const { rows } = await pool.query<Standing>({
      name: "who may make workspaces",
      text: `select exists (select from installation where owner_id = users.id) as is_owner,
          coalesce(bool_or(role not in ('guest', 'bot')), false) as is_member, count(role) > 0 as belongs
        from users left join members on members.user_id = users.id and left_at is null
        where users.id = $1 and users.kind = 'human' group by users.id`,
      values: [userId],
    });
    const [standing] = rows;
    if (!standing) return false;
    if (standing.is_owner || env.workspaceMakers === "owner") return standing.is_owner;
    return standing.is_member || (env.workspaceMakers === "anyone" && !standing.belongs);
  }

  async function refuseOneTooMany(userId: string, workspaceId: string): Promise<void> {
    const { rowCount } = await pool.query("select from workspaces where created_by = $1 and id <> $2 limit $3", [
      userId,
      workspaceId,
      limits.workspacesMadeMax,
    ]);
    if (rowCount === limits.workspacesMadeMax)
      throw new DomainError("limit_reached", `One person can make ${limits.workspacesMadeMax} workspaces.`);
  }

  async function inTurn<T>(userId: string, work: () => Promise<T>): Promise<T> {
    const before = attempts.get(userId);
    const attempt = (before ?? Promise.resolve()).then(work, work);
    attempts.set(userId, attempt);
    try {
      return await attempt;
    } finally {
      if (attempts.get(userId) === attempt) attempts.delete(userId);
    }
  }

  return {
    isFor,
    admit: ({ user_id, workspace_id }, make) =>
      inTurn(user_id, async () => {
        if (!(await isFor(user_id))) throw forbidden("You may not make workspaces here.");
        await refuseOneTooMany(user_id, workspace_id);
        return make();
      }),
  };
}

type Standing = { readonly is_owner: boolean; readonly is_member: boolean; readonly belongs: boolean };
