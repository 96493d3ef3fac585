import { admits, type Invite } from "../../domain/members/invite-state";
import type { Member } from "../../domain/members/rules";
import type { Workspace } from "../../domain/workspaces/rules";
import { hashSecret, newSecret, type ServerContext } from "../context/context";
import { fromRow } from "../store/tables";
import type { Transaction } from "./accounts";
import { inviteUrl } from "./link-urls";

export type InvitePlace = { readonly invite_id: string; readonly workspace_id: string };

export type InviteCodes = {
  /**
   * Creates the code of an invite, and its address. They are in this answer only; a digest is stored. A repeat, whose first answer
   * was lost, puts a new code in the place of the first.
   */
  create(place: InvitePlace): Promise<{ readonly code: string; readonly url: string }>;
  /** The invite of a code; undefined for an unknown one. The invite itself tells whether it is still valid. */
  find(code: string): Promise<InvitePlace | undefined>;
  /**
   * An invite with everything that decides about it, for the person who uses it. Read from rows, since anybody may ask: no
   * workspace is loaded for it. Undefined for an unknown invite.
   */
  look(inviteId: string, userId: string | null): Promise<InviteStanding | undefined>;
  /** Whether an invite admits a person who has no account yet. */
  isLiving(tx: Pick<Transaction, "$queryRaw">, inviteId: string): Promise<boolean>;
};

export type InviteStanding = {
  readonly invite: Invite;
  readonly workspace: Workspace;
  readonly maker: Member | undefined;
  readonly newcomer: Member | undefined;
};

export function createInviteCodes({
  database,
  clock,
  env,
}: Pick<ServerContext, "database" | "clock" | "env">): InviteCodes {
  return {
    create: async ({ invite_id, workspace_id }) => {
      const code = newSecret("inv");
      const row = { code_hash: hashSecret(code), invite_id, workspace_id };
      await database.prisma.inviteCode.upsert({ where: { invite_id }, create: row, update: row });
      return { code, url: inviteUrl({ env }, code) };
    },
    find: async (code) => {
      const row = await database.prisma.inviteCode.findUnique({ where: { code_hash: hashSecret(code) } });
      return row === null ? undefined : { invite_id: row.invite_id, workspace_id: row.workspace_id };
    },
    look: (inviteId, userId) => readStanding(database.prisma, inviteId, userId),
    isLiving: async (tx, inviteId) => {
      const standing = await readStanding(tx, inviteId, null);
      return standing !== undefined && admits(standing.invite, standing, clock().toISOString());
    },
  };
}

/** An invite with everything that decides about it, from its rows; undefined for an unknown one. */
export async function readStanding(
  tx: Pick<Transaction, "$queryRaw">,
  inviteId: string,
  userId: string | null,
): Promise<InviteStanding | undefined> {
  const [row] = await tx.$queryRaw<{ [part in "invite" | "workspace" | "maker" | "newcomer"]: Row | null }[]>`
    select to_jsonb(invites) as invite, to_jsonb(workspaces) as workspace, to_jsonb(maker) as maker, to_jsonb(newcomer) as newcomer
    from invites join workspaces on workspaces.id = invites.workspace_id
    left join members as maker on maker.workspace_id = invites.workspace_id and maker.user_id = invites.created_by
    left join members as newcomer on newcomer.workspace_id = invites.workspace_id and newcomer.user_id = ${userId}
    where invites.id = ${inviteId}`;
  if (!row?.invite || !row.workspace) return undefined;
  return {
    invite: fromRow("invite", row.invite),
    workspace: fromRow("workspace", row.workspace),
    maker: row.maker === null ? undefined : fromRow("member", row.maker),
    newcomer: row.newcomer === null ? undefined : fromRow("member", row.newcomer),
  };
}

type Row = Readonly<Record<string, unknown>>;
