import { z } from "zod";
import { limits } from "../../domain/core/limits";
import { isoTime, text } from "../../domain/core/text";
import { defineOperation, definePublicOperation } from "./operation";

const side = z.enum(["current", "new"]);
const waitingFor = z.array(side).meta({ description: "The addresses that have yet to confirm" });

const changeSchema = z
  .object({ email: z.string(), waiting_for: waitingFor, expires_at: isoTime })
  .meta({ id: "EmailChange" });

const tokenBody = z.object({ token: text(limits.labelLengthMax).min(1) });
const tokenExample = { token: "emc_zyxwvutsrqponmlkjihgfedcba0123456789ABCDEFG" };

const change = defineOperation({
  id: "emails.change",
  method: "POST",
  path: "/api/me/email",
  summary: "Ask to sign in with another address",
  description:
    "Sends a link to the address in use and one to the new address. When both have been confirmed, within an hour, the new one is yours. Replaces an earlier request. The answer is the same whether or not somebody has the address.",
  tag: "Auth",
  status: 202,
  idempotency: "none",
  errors: ["rate_limited", "not_configured"],
  example: { email: "ada@example.net" },
  body: z.object({ email: text(limits.emailLengthMax) }),
  output: z.object({ email_change: changeSchema }),
  run: async ({ app, caller, input }) => ({
    body: { email_change: present(await app.auth.emailChanges.begin(caller.user_id, input.email)) },
  }),
});

const pending = defineOperation({
  id: "emails.pending",
  method: "GET",
  path: "/api/me/email",
  summary: "A change of your address that waits to be confirmed",
  tag: "Auth",
  output: z.object({ email_change: changeSchema.nullable() }),
  run: async ({ app, caller }) => {
    const found = await app.auth.emailChanges.find(caller.user_id);
    return { body: { email_change: found && present(found) } };
  },
});

const cancel = defineOperation({
  id: "emails.cancel",
  method: "DELETE",
  path: "/api/me/email",
  summary: "Take a change of your address back",
  description: "Its links do nothing any more; the address in use stays. Safe to repeat.",
  tag: "Auth",
  output: z.object({ ok: z.literal(true) }),
  run: async ({ app, caller }) => {
    await app.auth.emailChanges.cancel(caller.user_id);
    return { body: { ok: true as const } };
  },
});

const inspect = definePublicOperation({
  id: "emails.inspect",
  method: "POST",
  path: "/api/auth/email/inspect",
  summary: "What a link to confirm an address is for",
  description: "Does not use the link. `email` is the new address; `side` says which address the link was sent to.",
  tag: "Auth",
  secret: true,
  errors: ["link_gone"],
  example: tokenExample,
  body: tokenBody,
  output: z.object({ side, email: z.string() }),
  run: async ({ app, input }) => ({ body: await app.auth.emailChanges.inspect(input.token) }),
});

const confirm = definePublicOperation({
  id: "emails.confirm",
  method: "POST",
  path: "/api/auth/email/confirm",
  summary: "Confirm a change of address",
  description:
    "Confirms for the address that the link was sent to, on whatever device it is opened. When nobody is waited for any more, the account has the new address.",
  tag: "Auth",
  secret: true,
  errors: ["link_gone", "conflict"],
  example: tokenExample,
  body: tokenBody,
  output: z.object({ side, email: z.string(), waiting_for: waitingFor }),
  run: async ({ app, input }) => {
    const confirmed = await app.auth.emailChanges.confirm(input.token);
    return { body: { ...confirmed, waiting_for: [...confirmed.waiting_for] } };
  },
});

export const emailOperations = { change, pending, cancel, inspect, confirm };

function present<T extends { readonly waiting_for: readonly z.output<typeof side>[] }>(found: T) {
  return { ...found, waiting_for: [...found.waiting_for] };
}
