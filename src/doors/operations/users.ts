import { z } from "zod";
import { idSchema } from "../../domain/core/ids";
import { limits } from "../../domain/core/limits";
import { authorSchema } from "../../domain/core/people";
import { exampleIds } from "./examples";
import { defineOperation } from "./operation";

const batch = defineOperation({
  id: "users.batch",
  method: "GET",
  path: "/api/users",
  summary: "Several people at once",
  description: "Only those whom you know: they share a workspace with you, and a conversation where you are a guest.",
  tag: "People",
  scope: "workspaces:read",
  query: z.object({
    ids: z.array(idSchema).min(1).max(limits.userBatchMax).meta({ description: "Ids, separated by commas" }),
  }),
  output: z.object({ users: z.array(authorSchema) }),
  example: { ids: [exampleIds.user, exampleIds.other_user] },
  run: async ({ app, caller, input }) => ({
    body: { users: await app.queries.members.people(caller.user_id, input.ids) },
  }),
});

export const userOperations = { batch };
