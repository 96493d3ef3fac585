import { z } from "zod";
import { type Account, accountSchema, profileChangesSchema } from "../../domain/accounts/schema";
import type { App } from "../../server/app";
import { defineOperation } from "./operation";

const output = z.object({
  user: accountSchema,
  may_make_workspaces: z.boolean().meta({ description: "Whether `POST /api/workspaces` is for you" }),
});

const get = defineOperation({
  id: "me.get",
  method: "GET",
  path: "/api/me",
  summary: "Who you are",
  tag: "People",
  scope: "profile:read",
  etag: true,
  unknownFields: "ignore",
  output,
  run: async ({ app, caller }) => ({ body: await present(app, await app.auth.profiles.get(caller.user_id)) }),
});

const update = defineOperation({
  id: "me.update",
  method: "PATCH",
  path: "/api/me",
  summary: "Change your profile",
  description:
    "What is left out stays. Name, handle and picture are carried into each of your workspaces. A preference of null is forgotten. Your other devices are told (`preferences.updated`).",
  tag: "People",
  errors: ["handle_taken"],
  example: { display_name: "Ada Lovelace", status: "Writing notes" },
  unknownFields: "ignore",
  body: profileChangesSchema,
  output,
  run: async ({ app, caller, input }) => {
    const account = await app.auth.profiles.update(caller.user_id, input);
    if (input.preferences !== undefined) await app.hub.tellPreferences(caller.user_id);
    return { body: await present(app, account) };
  },
});

export const meOperations = { get, update };

async function present(app: App, user: Account): Promise<z.input<typeof output>> {
  return { user, may_make_workspaces: await app.auth.workspaceMaking.isFor(user.id) };
}
