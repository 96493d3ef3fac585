import { z } from "zod";
import { DomainError } from "../../domain/core/errors";
import { limits } from "../../domain/core/limits";
import { roles } from "../../domain/core/roles";
import { slugSchema, text } from "../../domain/core/text";
import { updateWorkspaceInput, workspaceNameSchema, workspaceSchema } from "../../domain/workspaces/schema";
import { exampleIds } from "./examples";
import { defineOperation } from "./operation";
import { eventOf, eventOrNull } from "./outputs";
import { nextCursor, wholeListQuery } from "./paging";

const workspaceResource = workspaceSchema
  .extend({
    role: z.enum(roles).meta({ description: "Your own" }),
    member_count: z
      .int()
      .meta({ description: `A list counts ${limits.membersCountedMax} at most, which stand for as many or more` }),
  })
  .meta({ id: "WorkspaceForMember" });

const written = z.object({ workspace: workspaceResource, event: eventOrNull });

const list = defineOperation({
  id: "workspaces.list",
  method: "GET",
  path: "/api/workspaces",
  summary: "Your workspaces",
  description:
    "The oldest membership first. `slug` finds the one that has this slug, else the one that had it last: of a workspace that was renamed the old addresses lead to it.",
  tag: "Workspaces",
  scope: "workspaces:read",
  query: wholeListQuery.extend({ slug: text(limits.slugLengthMax).optional() }),
  output: z.object({ workspaces: z.array(workspaceResource), next_cursor: nextCursor }),
  unknownFields: "ignore",
  run: async ({ app, caller, input }) => ({ body: await app.queries.workspaces.list(caller, input) }),
});

const create = defineOperation({
  id: "workspaces.create",
  method: "POST",
  path: "/api/workspaces",
  summary: "Create a workspace",
  description: `You become its owner; its first channel is \`general\`. Without a \`slug\` one is made from the name. Who may do this is the operator's choice (\`may_make_workspaces\` of \`/api/me\`); one person can make ${limits.workspacesMadeMax}.`,
  tag: "Workspaces",
  body: z.object({ name: workspaceNameSchema, slug: slugSchema.optional() }),
  output: written,
  status: 201,
  errors: ["slug_taken", "limit_reached"],
  unknownFields: "ignore",
  example: { name: "Analytical Engine" },
  run: async ({ app, caller, input }) => {
    const workspace_id = app.idFor("workspace");
    const { display_name, handle, avatar_url } = await app.auth.profiles.get(caller.user_id);
    const fields = { name: input.name, source: null, owner: { display_name, handle, avatar_url } };
    const slugs = input.slug === undefined ? slugsFor(app.slugOf(input.name), workspace_id) : [input.slug];
    const makeAt = async (slug: string) => {
      const command = { type: "workspace.create" as const, input: { ...fields, slug } };
      return eventOf((await app.execute(workspace_id, command, { actor: caller })).events, "workspace.created");
    };
    const maker = { user_id: caller.user_id, workspace_id };
    const event = await app.auth.workspaceMaking.admit(maker, () => firstFree(slugs, makeAt));
    return { body: { workspace: await app.queries.workspaces.get({ user_id: caller.user_id, workspace_id }), event } };
  },
});

const get = defineOperation({
  id: "workspaces.get",
  method: "GET",
  path: "/api/workspaces/{workspace_id}",
  summary: "One workspace",
  tag: "Workspaces",
  scope: "workspaces:read",
  output: z.object({ workspace: workspaceResource }),
  etag: true,
  volatile: ["role", "member_count"],
  unknownFields: "ignore",
  example: { workspace_id: exampleIds.workspace },
  run: async ({ app, caller, input }) => ({
    body: {
      workspace: await app.queries.workspaces.get({ user_id: caller.user_id, workspace_id: input.workspace_id }),
    },
  }),
});

const update = defineOperation({
  id: "workspaces.update",
  method: "PATCH",
  path: "/api/workspaces/{workspace_id}",
  unknownFields: "ignore",
  summary: "Change a workspace's name, address or icon",
  tag: "Workspaces",
  body: updateWorkspaceInput,
  output: written,
  errors: ["slug_taken"],
  example: { workspace_id: exampleIds.workspace, name: "The Analytical Engine" },
  run: async ({ app, caller, input: { workspace_id, ...input } }) => {
    const { events } = await app.execute(workspace_id, { type: "workspace.update", input }, { actor: caller });
    const workspace = await app.queries.workspaces.get({ user_id: caller.user_id, workspace_id });
    return { body: { workspace, event: eventOf(events, "workspace.updated") } };
  },
});

export const workspaceOperations = { list, create, get, update };

/** The slug of the name, then the same with the end of the id, which is unique. */
function slugsFor(slug: string, workspaceId: string): string[] {
  const base = slug.length < 2 ? "workspace" : slug;
  return [base, `${base.slice(0, limits.slugLengthMax - 11)}-${workspaceId.slice(-10)}`];
}

async function firstFree<T>(slugs: readonly string[], run: (slug: string) => Promise<T>): Promise<T> {
  const [slug = "", ...others] = slugs;
  try {
    return await run(slug);
  } catch (error) {
    if (others.length > 0 && error instanceof DomainError && error.code === "slug_taken") return firstFree(others, run);
    throw error;
  }
}
