import { hashSecret, newSecret, type ServerContext } from "../context";

export type InvitePlace = { readonly invite_id: string; readonly workspace_id: string };

export type InviteCodes = {
  /** Makes the code of an invite; it is in this answer only, and its digest is what is kept. */
  create(place: InvitePlace): Promise<string>;
  /** The invite of a code; undefined for an unknown one. Whether it still holds is the invite's to say. */
  find(code: string): Promise<InvitePlace | undefined>;
};

export function createInviteCodes({ database }: ServerContext): InviteCodes {
  return {
    create: async ({ invite_id, workspace_id }) => {
      const code = newSecret("inv");
      await database.prisma.inviteCode.create({ data: { code_hash: hashSecret(code), invite_id, workspace_id } });
      return code;
    },
    find: async (code) => {
      const row = await database.prisma.inviteCode.findUnique({ where: { code_hash: hashSecret(code) } });
      return row === null ? undefined : { invite_id: row.invite_id, workspace_id: row.workspace_id };
    },
  };
}
