import { z } from "zod";
import { notFound } from "../../domain/core/errors";
import { idOf } from "../../domain/core/ids";
import { conversationKind, conversationRefOf } from "../../domain/core/timelines";
import { messageSchema } from "../../domain/messages/schema";
import { conversationPath } from "../../domain/wire/places";
import { exampleIds } from "./examples";
import { type Call, defineOperation } from "./operation";
import { requireRead, requireScope } from "./scopes";

const routeSchema = z
  .object({
    workspace_id: idOf("workspace"),
    workspace_route_id: z.string(),
    target_type: z.enum(["channel", "direct", "thread"]),
    target_id: z.string(),
    target_route_id: z.string(),
    parent_type: z.enum(["channel", "direct"]).optional().meta({ description: "Of a thread: where it is" }),
    parent_id: z.string().optional(),
    parent_route_id: z.string().optional(),
    canonical_path: z.string().meta({ description: "Where the web app shows it" }),
  })
  .meta({ id: "Route" });

const resolve = defineOperation({
  id: "routes.resolve",
  method: "GET",
  path: "/api/routes/{workspace_route_id}/{target_route_id}",
  unknownFields: "ignore",
  summary: "What a pair of route ids leads to",
  description:
    "A channel, a direct conversation or the root of a thread. Route ids are ids. Bots need the scope that reads it: `channels:read`, `dms:read` or `messages:read`.",
  tag: "Channels",
  scope: "any",
  errors: ["insufficient_scope"],
  output: z.object({ route: routeSchema }),
  example: { workspace_route_id: exampleIds.workspace, target_route_id: exampleIds.channel },
  run: async (call) => {
    const { workspace_route_id, target_route_id } = call.input;
    const { workspace_id, type, parent } = await findTarget(call, target_route_id);
    if (workspace_id !== workspace_route_id) throw notFound("The route");
    const { slug } = await call.app.queries.workspaces.get({ user_id: call.caller.user_id, workspace_id });
    const { type: kind, id: ref } = parent ?? { type, id: target_route_id };
    const target = { kind: kind === "direct" ? ("direct" as const) : ("channel" as const), ref };
    const route = {
      workspace_id,
      workspace_route_id: workspace_id,
      target_type: type,
      target_id: target_route_id,
      target_route_id,
      ...(parent ? { parent_type: parent.type, parent_id: parent.id, parent_route_id: parent.id } : {}),
      canonical_path: conversationPath(slug, {
        target,
        pane: parent ? { kind: "thread", rootId: target_route_id } : null,
        messageId: null,
      }),
    };
    return { body: { route } };
  },
});

const ensure = defineOperation({
  id: "routes.ensure",
  method: "POST",
  path: "/api/messages/{message_id}/route",
  unknownFields: "ignore",
  summary: "Give a thread's root a route id",
  description: "Every root has one. 404 for a reply.",
  tag: "Messages",
  scope: "messages:read",
  idempotency: "none",
  output: z.object({ message: messageSchema }),
  example: { message_id: exampleIds.message },
  run: async ({ app, caller, input: { message_id } }) => {
    const message = await app.queries.messages.get(caller.user_id, message_id);
    requireRead(caller, message);
    if (message.parent_message_id !== null) throw notFound("The message");
    return { body: { message } };
  },
});

export const routeOperations = { resolve, ensure };

type Parent = { readonly type: "channel" | "direct"; readonly id: string };
type Target = {
  readonly workspace_id: string;
  readonly type: z.infer<typeof routeSchema>["target_type"];
  readonly parent?: Parent;
};

/** The target that an id names. Throws unless the caller may read it. */
async function findTarget({ app, caller }: Pick<Call<unknown>, "app" | "caller">, id: string): Promise<Target> {
  const { channels, directs, messages } = app.queries;
  const kind = conversationKind(id);
  if (kind === "channel") {
    requireScope(caller, "channels:read");
    return { ...placeOf(await channels.get(caller.user_id, id)), type: "channel" };
  }
  if (kind === "direct") {
    requireScope(caller, "dms:read");
    return { ...placeOf(await directs.get(caller.user_id, id)), type: "direct" };
  }
  const message = await messages.get(caller.user_id, id);
  requireRead(caller, message);
  if (message.parent_message_id !== null) throw notFound("The route");
  const { kind: type, id: parentId } = conversationRefOf(message);
  return { ...placeOf(message), type: "thread", parent: { type, id: parentId } };
}

function placeOf({ workspace_id }: { readonly workspace_id: string }) {
  return { workspace_id };
}
