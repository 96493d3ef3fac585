import { z } from "zod";
import { registrations } from "../../domain/accounts/registration";
import { channelSchema } from "../../domain/channels/schema";
import { limits } from "../../domain/core/limits";
import { requiredLine, text } from "../../domain/core/text";
import { workspaceNameSchema, workspaceSchema } from "../../domain/workspaces/schema";
import { signedIn } from "./auth";
import { definePublicOperation } from "./operation";

const run = definePublicOperation({
  id: "setup.run",
  method: "POST",
  path: "/api/setup",
  summary: "Make the owner and the first workspace",
  description: "Works once, with the secret that the server prints when it starts for the first time.",
  tag: "Auth",
  status: 201,
  secret: true,
  beforeSetUp: true,
  errors: ["already_set_up", "conflict", "forbidden"],
  example: {
    secret: "kX2v9mQe7LrT4yUwP1aZ",
    email: "ada@example.org",
    display_name: "Ada",
    workspace_name: "Analytical Engine",
  },
  body: z.object({
    secret: text(limits.labelLengthMax),
    email: text(limits.emailLengthMax),
    display_name: requiredLine(limits.displayNameLengthMax),
    workspace_name: workspaceNameSchema,
  }),
  output: signedIn.extend({ workspace: workspaceSchema, channel: channelSchema }),
  run: async ({ app, input, request }) => {
    const done = await app.auth.setUp(input, { userAgent: request.headers.get("user-agent") });
    const session = { ...done.session, token: done.token };
    // The owner will ask for links in this browser, the one that opened the link of the first start.
    const mailbox = app.auth.mailbox.isThere ? [app.auth.mailbox.ownersCookie()] : [];
    return { body: { ...done, session }, cookies: [...(await app.auth.cookies.signedIn(done)), ...mailbox] };
  },
});

const state = definePublicOperation({
  id: "setup.state",
  method: "GET",
  path: "/api/setup",
  summary: "Whether Parley is set up, and who may come in",
  tag: "Auth",
  beforeSetUp: true,
  output: z.object({
    set_up: z.boolean(),
    registration: z.enum(registrations).meta({
      description: "Whose addresses may get an account: everybody's, those with an invite, or nobody's",
    }),
  }),
  run: async ({ app }) => ({
    body: { set_up: await app.auth.isSetUp(), registration: app.context.env.registration },
  }),
});

export const setupOperations = { run, state };
