import { z } from "zod";
import { notFound } from "../../domain/core/errors";
import { limits } from "../../domain/core/limits";
import { inviteFieldsOf, refuseGone } from "../../domain/members/invite-state";
import { createInviteInput, inviteSchema } from "../../domain/members/invites.schema";
import { memberSchema } from "../../domain/members/schema";
import { workspaceSchema } from "../../domain/workspaces/schema";
import type { App } from "../../server/app";
import { exampleIds } from "./examples";
import { defineOperation, definePublicOperation } from "./operation";
import { eventOf, eventOrNull } from "./outputs";
import { nextCursor, wholeListQuery } from "./paging";

const list = defineOperation({
  id: "invites.list",
  method: "GET",
  path: "/api/workspaces/{workspace_id}/invites",
  summary: "The invites of a workspace",
  description: "Newest first, spent ones among them; never their codes. For the owner and moderators.",
  tag: "Invites",
  query: wholeListQuery,
  output: z.object({ invites: z.array(inviteSchema), next_cursor: nextCursor }),
  example: { workspace_id: exampleIds.workspace },
  run: async ({ app, caller, input: { workspace_id, ...paging } }) => ({
    body: await app.queries.members.invites({ user_id: caller.user_id, workspace_id }, paging),
  }),
});

const create = defineOperation({
  id: "invites.create",
  method: "POST",
  path: "/api/workspaces/{workspace_id}/invites",
  summary: "Make an invite link",
  description: `The code and its address are in this answer only. For the owner and moderators; when somebody is neither any more, their invites end. Left to itself, an invite lasts ${limits.inviteDaysDefault} days and is for ${limits.inviteUsesDefault} people. Invites for guests name channels and an end.`,
  tag: "Invites",
  body: createInviteInput,
  output: z.object({
    invite: inviteSchema.extend({ code: z.string(), url: z.string() }).meta({ id: "NewInvite" }),
    event: eventOrNull,
  }),
  status: 201,
  errors: ["limit_reached"],
  secret: true,
  example: { workspace_id: exampleIds.workspace, role: "member", max_uses: 10 },
  askRight: ({ app, caller, input: { workspace_id, ...input } }) =>
    app.execute(workspace_id, { type: "invite.create", input }, { actor: caller }),
  run: async ({ app, caller, input: { workspace_id, ...input } }) => {
    const { events } = await app.execute(workspace_id, { type: "invite.create", input }, { actor: caller });
    const created = events.find((event) => event.type === "invite.created");
    if (created?.type !== "invite.created") throw new Error("an invite was made without its event");
    const { invite } = created.payload;
    const code = await app.auth.inviteCodes.create({ invite_id: invite.id, workspace_id });
    const url = `${app.context.env.url}/invite/${code}`;
    return { body: { invite: { ...invite, code, url }, event: eventOf(events, "invite.created") } };
  },
});

const revoke = defineOperation({
  id: "invites.revoke",
  method: "DELETE",
  path: "/api/invites/{invite}",
  summary: "Revoke an invite",
  description: "`invite` is its id.",
  tag: "Invites",
  output: z.object({ invite: inviteSchema, event: eventOrNull }),
  example: { invite: exampleIds.invite },
  run: async ({ app, caller, input }) => {
    const workspace_id = await app.queries.locate.invite(input.invite);
    const command = { type: "invite.revoke" as const, input: { invite_id: input.invite } };
    const { events } = await app.execute(workspace_id, command, { actor: caller });
    return {
      body: { invite: await inviteOf(app, workspace_id, input.invite), event: eventOf(events, "invite.revoked") },
    };
  },
});

const inspect = definePublicOperation({
  id: "invites.inspect",
  method: "GET",
  path: "/api/invites/{invite}",
  summary: "What an invite leads to",
  description: "`invite` is its code. Anybody who holds the code may look. 410 when it would not let you in.",
  tag: "Invites",
  output: z.object({
    invite: inviteSchema.pick({ role: true, expires_at: true }).meta({ id: "InvitePreview" }),
    workspace: workspaceSchema
      .pick({ id: true, name: true, slug: true, icon_url: true })
      .meta({ id: "WorkspacePreview" }),
    inviter: z.object({ display_name: z.string() }).nullable(),
  }),
  errors: ["invite_gone"],
  example: { invite: exampleIds.invite_code },
  run: async ({ app, caller, input }) => {
    const { invite_id } = await placeOf(app, input.invite);
    const found = await app.auth.inviteCodes.look(invite_id, caller?.user_id ?? null);
    if (!found) throw notFound("The invite");
    const { invite, maker } = found;
    refuseGone(invite, found, app.context.clock().toISOString());
    const { id, name, slug, icon_url } = found.workspace;
    return {
      body: {
        invite: { role: invite.role, expires_at: invite.expires_at },
        workspace: { id, name, slug, icon_url },
        inviter: maker ? { display_name: maker.display_name } : null,
      },
    };
  },
});

const accept = defineOperation({
  id: "invites.accept",
  method: "POST",
  path: "/api/invites/{invite}/accept",
  summary: "Join a workspace by its invite",
  description:
    "`invite` is its code. Accepting again changes nothing and uses nothing up. A removed member needs an invite that was made afterwards.",
  tag: "Invites",
  output: z.object({ workspace: workspaceSchema, member: memberSchema, event: eventOrNull }),
  errors: ["invite_gone"],
  example: { invite: exampleIds.invite_code },
  run: async ({ app, caller, input }) => {
    const { invite_id, workspace_id } = await placeOf(app, input.invite);
    const { display_name, handle, avatar_url } = await app.auth.profiles.get(caller.user_id);
    const command = {
      type: "invite.accept" as const,
      input: { invite_id, person: { display_name, handle, avatar_url } },
    };
    const { events } = await app.execute(workspace_id, command, { actor: caller });
    const viewer = { user_id: caller.user_id, workspace_id };
    const { role: _role, member_count: _count, ...workspace } = await app.queries.workspaces.get(viewer);
    const member = await app.queries.members.get(viewer, caller.user_id);
    return { body: { workspace, member, event: eventOf(events, "member.joined") } };
  },
});

export const inviteOperations = { list, create, revoke, inspect, accept };

async function placeOf(app: App, code: string) {
  const place = await app.auth.inviteCodes.find(code);
  if (!place) throw notFound("The invite");
  return place;
}

async function inviteOf(app: App, workspaceId: string, inviteId: string) {
  const invite = (await app.states.of(workspaceId)).store.get("invite", inviteId);
  if (!invite) throw notFound("The invite");
  return inviteFieldsOf(invite);
}
