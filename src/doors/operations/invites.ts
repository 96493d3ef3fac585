import { z } from "zod";
import { notFound } from "../../domain/core/errors";
import { limits } from "../../domain/core/limits";
import { inviteFieldsOf, refuseGone } from "../../domain/members/invite-state";
import { requireInviter } from "../../domain/members/invites";
import {
  createInviteInput,
  type InviteFields,
  inviteSchema,
  mailInvitesInput,
} from "../../domain/members/invites.schema";
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
  summary: "Create an invite link",
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
    const [invite] = invitesIn(events);
    if (!invite) throw new Error("an invite was made without its event");
    const made = await app.auth.inviteCodes.create({ invite_id: invite.id, workspace_id });
    return { body: { invite: { ...invite, ...made }, event: eventOf(events, "invite.created") } };
  },
});

const mail = defineOperation({
  id: "invites.mail",
  method: "POST",
  path: "/api/workspaces/{workspace_id}/invites/mail",
  summary: "Mail invites to people",
  description: `Makes an invite for each address, for one person, and mails it there. Its code is in the mail only. The answer is the same whether or not an address has an account. One person mails ${limits.inviteMailsHourMax} an hour at most, and one address gets ${limits.linksPerEmailHourMax}. For the owner and moderators.`,
  tag: "Invites",
  body: mailInvitesInput,
  output: z.object({ invites: z.array(inviteSchema) }),
  status: 201,
  errors: ["limit_reached", "rate_limited", "not_configured"],
  example: { workspace_id: exampleIds.workspace, emails: ["grace@example.org", "radia@example.org"] },
  run: async ({ app, caller, input: { workspace_id, emails, ...terms } }) => {
    const { store } = await app.states.of(workspace_id);
    requireInviter(store, terms.role, { actor: caller, workspace_id });
    const workspace = store.get("workspace", workspace_id)?.name ?? "";
    const inviter = store.get("member", caller.user_id)?.display_name ?? null;
    const mailing = { userId: caller.user_id, workspaceId: workspace_id, emails, invitation: { workspace, inviter } };
    const { events } = await app.auth.inviteMails.mail(mailing, (ids) => {
      const input = { ...terms, max_uses: 1, ids };
      return app.execute(workspace_id, { type: "invite.create", input }, { actor: caller });
    });
    return { body: { invites: invitesIn(events) } };
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

export const inviteOperations = { list, create, mail, revoke, inspect, accept };

/** The invites that an append made, in their order. */
function invitesIn(events: Awaited<ReturnType<App["execute"]>>["events"]): InviteFields[] {
  return events.flatMap((event) => (event.type === "invite.created" ? [event.payload.invite] : []));
}

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
