import { z } from "zod";
import type { Command } from "../../domain";
import { idSchema } from "../../domain/core/ids";
import { limits } from "../../domain/core/limits";
import { authorSchema } from "../../domain/core/people";
import { roles } from "../../domain/core/roles";
import { text } from "../../domain/core/text";
import { type MemberFields, memberFieldsOf } from "../../domain/members/rules";
import { changeMemberRoleInput, memberSchema } from "../../domain/members/schema";
import { exampleIds } from "./examples";
import { type Call, defineOperation } from "./operation";
import { eventOf, eventOrNull } from "./outputs";
import { listQuery, nextCursor } from "./paging";
import { requireScope } from "./scopes";

/** A member, including the person in the form that messages carry. */
export const memberResource = memberSchema.extend({ user: authorSchema }).meta({ id: "MemberWithUser" });

/** The same in a list, with what the person says of themselves. */
export const listedMember = memberResource
  .extend({
    status: z.string().meta({ description: "A few words, such as “On holiday until Monday”; empty if there are none" }),
    time_zone: z.string().meta({ description: "Such as `Europe/Berlin`; empty if it is not known" }),
  })
  .meta({ id: "ListedMember" });

/** The number of all, on the first page of a list alone. */
export const totalCount = z.int().nullable().meta({ description: "Null beyond the first page" });

/** The search text for names and handles of members. */
export const memberQuery = text(limits.searchLengthMax).optional();

const memberWritten = z.object({ member: memberResource, event: eventOrNull });

const list = defineOperation({
  id: "members.list",
  method: "GET",
  path: "/api/workspaces/{workspace_id}/members",
  unknownFields: "ignore",
  errors: ["insufficient_scope"],
  summary: "Who is in a workspace",
  description:
    "By name. `q` looks in names and handles, whatever case, accents and order of the words, and for initials; those who fit it best come first. Only the first page has `total_count`.",
  tag: "Workspaces",
  scope: "workspaces:read",
  query: listQuery.extend({
    q: memberQuery,
    role: z.enum(roles).optional(),
    outside_channel_id: idSchema
      .optional()
      .meta({ description: "A channel that they are not in; bots need `channels:read` for it" }),
  }),
  output: z
    .object({
      members: z.array(listedMember),
      next_cursor: nextCursor,
      has_more: z.boolean(),
      total_count: totalCount,
    })
    .meta({ id: "MemberPage" }),
  example: { workspace_id: exampleIds.workspace, q: "ada", limit: 20 },
  run: async ({ app, caller, input: { workspace_id, ...search } }) => {
    // A list of people outside a channel reveals who is inside.
    if (search.outside_channel_id !== undefined) requireScope(caller, "channels:read");
    const page = await app.queries.members.page({ user_id: caller.user_id, workspace_id }, search);
    return { body: { ...page, members: await presentMembers(app, page.members) } };
  },
});

const get = defineOperation({
  id: "members.get",
  method: "GET",
  path: "/api/workspaces/{workspace_id}/members/{user_id}",
  unknownFields: "ignore",
  summary: "One member, with their bots",
  description: "Also someone who has left, whose status, time zone and bots are empty then.",
  tag: "Workspaces",
  scope: "workspaces:read",
  rowsMax: limits.pageSizeMax + 10,
  output: z.object({ member: listedMember, bots: z.array(memberResource) }).meta({ id: "MemberCard" }),
  example: { workspace_id: exampleIds.workspace, user_id: exampleIds.other_user },
  run: async ({ app, caller, input: { workspace_id, user_id } }) => {
    const viewer = { user_id: caller.user_id, workspace_id };
    const { member, bots } = await app.queries.members.card(viewer, user_id);
    const [presented] = await presentMembers(app, [member]);
    if (!presented) throw new Error("a member has vanished");
    return { body: { member: presented, bots: bots.map(presentMember) } };
  },
});

const update = defineOperation({
  id: "members.update",
  method: "PATCH",
  path: "/api/workspaces/{workspace_id}/members/{user_id}",
  summary: "Give a member another role",
  description: "Nobody acts on a higher or equal role, nor gives one.",
  tag: "Workspaces",
  body: changeMemberRoleInput.omit({ user_id: true }),
  output: memberWritten,
  example: { workspace_id: exampleIds.workspace, user_id: exampleIds.other_user, role: "moderator" },
  run: ({ app, caller, input: { workspace_id, ...input } }) =>
    change({ app, caller, workspace_id, command: { type: "member.change_role", input } }),
});

const remove = defineOperation({
  id: "members.remove",
  method: "DELETE",
  path: "/api/workspaces/{workspace_id}/members/{user_id}",
  summary: "Remove a member",
  description: "Their live streams of this workspace end within a second. What they wrote stays.",
  tag: "Workspaces",
  output: memberWritten,
  example: { workspace_id: exampleIds.workspace, user_id: exampleIds.other_user },
  run: ({ app, caller, input: { workspace_id, user_id } }) =>
    change({ app, caller, workspace_id, command: { type: "member.remove", input: { user_id } } }),
});

const leave = defineOperation({
  id: "members.leave",
  method: "POST",
  path: "/api/workspaces/{workspace_id}/leave",
  summary: "Leave a workspace",
  description: "The owner hands the workspace over first.",
  tag: "Workspaces",
  output: z.object({ ok: z.literal(true), event: eventOrNull }),
  example: { workspace_id: exampleIds.workspace },
  run: async ({ app, caller, input: { workspace_id } }) => {
    const command = { type: "member.remove" as const, input: { user_id: caller.user_id } };
    const { events } = await app.execute(workspace_id, command, { actor: caller });
    return { body: { ok: true as const, event: eventOf(events, "member.removed") } };
  },
});

export const memberOperations = { list, get, update, remove, leave };

export function presentMember(member: MemberFields): z.infer<typeof memberResource> {
  const { user_id, display_name, handle, avatar_url, kind } = member;
  return { ...member, user: { id: user_id, display_name, handle, avatar_url, kind } };
}

/** Members with their status and time zone, which a workspace shows for those who are in it. */
export async function presentMembers(
  app: Call<unknown>["app"],
  members: readonly MemberFields[],
): Promise<z.infer<typeof listedMember>[]> {
  const here = members.filter(({ left_at }) => left_at === null);
  const profiles = await app.queries.members.profiles(here.map(({ user_id }) => user_id));
  return members.map((member) => ({ ...presentMember(member), ...(profiles.get(member.user_id) ?? noProfile) }));
}

const noProfile = { status: "", time_zone: "" };

type MemberChange = Pick<Call<unknown>, "app" | "caller"> & {
  readonly workspace_id: string;
  readonly command: Extract<Command, { type: "member.change_role" | "member.remove" }>;
};

async function change({ app, caller, workspace_id, command }: MemberChange) {
  const { events } = await app.execute(workspace_id, command, { actor: caller });
  const { store } = await app.states.of(workspace_id);
  const member = store.get("member", command.input.user_id);
  if (!member) throw new Error("a member has vanished");
  return {
    body: {
      member: presentMember(memberFieldsOf(member)),
      event: eventOf(events, "member.role_changed", "member.removed"),
    },
  };
}
