import { z } from "zod";
import { accountSchema, linkPurposes, sessionSchema } from "../../domain/accounts/schema";
import { forbidden, notFound } from "../../domain/core/errors";
import { idOf } from "../../domain/core/ids";
import { limits } from "../../domain/core/limits";
import { isoTime, line, text } from "../../domain/core/text";
import type { Caller } from "../../server/auth/caller";
import { type Call, definePublicOperation } from "./operation";
import { sessionOperations } from "./sessions";

const tokenSchema = text(limits.labelLengthMax).min(1);

/** The answer to every way of signing in. The token is here and in the `cc_session` cookie, and nowhere else. */
export const signedIn = z.object({
  user: accountSchema,
  session: sessionSchema.extend({ token: z.string() }).meta({ id: "NewSession" }),
  token: z.string(),
});

const magicLinkSchema = z
  .object({
    id: idOf("magicLink"),
    email: z.string(),
    display_name: z.string(),
    token: z.string(),
    created_at: isoTime,
    expires_at: isoTime,
  })
  .meta({ id: "MagicLink" });

const requestLink = definePublicOperation({
  id: "auth.requestLink",
  method: "POST",
  path: "/api/auth/magic/request",
  summary: "Ask for a sign-in link",
  description:
    "The answer is the same for every address. An unknown one is sent a link, and gets an account when that is used, as far as registration allows: where it is by invitation, with the code of an invite that still works. With `PARLEY_LOCAL_TOKENS=1` (one machine, for programs that are tried out on it) the answer carries the link itself, with 201; one that was not to be sent signs nobody in.",
  tag: "Auth",
  status: 202,
  otherStatuses: { 201: "With `PARLEY_LOCAL_TOKENS=1`: the link is in the answer" },
  secret: true,
  errors: ["rate_limited"],
  example: { email: "ada@example.org", display_name: "Ada" },
  unknownFields: "ignore",
  body: z.object({
    email: text(limits.emailLengthMax),
    display_name: line(limits.displayNameLengthMax).optional(),
    invite_code: text(limits.labelLengthMax)
      .optional()
      .meta({ description: "The code of the invite that you were given" }),
  }),
  output: z.object({ sent: z.literal(true), magic_link: magicLinkSchema.optional(), token: z.string().optional() }),
  run: async ({ app, input, request }) => {
    const email = await app.auth.links.admit(input.email, request);
    const { link, token } = await app.auth.links.issue(email, input.display_name ?? "", input.invite_code);
    if (!app.auth.answersLinks(request)) return { body: { sent: true as const } };
    return { status: 201, body: { sent: true as const, magic_link: { ...link, token }, token } };
  },
});

const inspectLink = definePublicOperation({
  id: "auth.inspectLink",
  method: "POST",
  path: "/api/auth/magic/inspect",
  summary: "Whom a sign-in link is for",
  description: "Does not use the link: a page shows the address before a person presses the button.",
  tag: "Auth",
  secret: true,
  errors: ["link_gone"],
  example: { token: "mlt_zyxwvutsrqponmlkjihgfedcba0123456789ABCDEFG" },
  body: z.object({ token: tokenSchema }),
  output: z.object({ email: z.string(), expires_at: isoTime }),
  run: async ({ app, input }) => ({ body: await app.auth.links.inspect(input.token) }),
});

const consumeLink = definePublicOperation({
  id: "auth.consumeLink",
  method: "POST",
  path: "/api/auth/magic/consume",
  summary: "Sign in with a link",
  description: "A link works once and for 15 minutes. Sets the `cc_session` cookie; the token serves as a bearer, too.",
  tag: "Auth",
  secret: true,
  errors: ["link_gone"],
  example: { token: "mlt_zyxwvutsrqponmlkjihgfedcba0123456789ABCDEFG" },
  unknownFields: "ignore",
  body: z.object({ token: tokenSchema }),
  output: signedIn,
  run: async ({ app, input, request }) => {
    const done = await app.auth.links.consume(input.token, { userAgent: request.headers.get("user-agent") });
    const session = { ...done.session, token: done.token };
    return { body: { ...done, session }, cookies: await app.auth.cookies.signedIn(done) };
  },
});

const delivery = definePublicOperation({
  id: "auth.delivery",
  method: "GET",
  path: "/api/auth/delivery",
  summary: "How sign-in links reach people here",
  tag: "Auth",
  secret: true,
  output: z.object({
    links: z.enum(["mail", "console", "operator"]).meta({
      description:
        "`mail`: to their address. `console`: they appear where a local install was started. `operator`: the person who runs the installation prints one.",
    }),
    mailbox: z.boolean().meta({ description: "Whether the caller may open the mailbox" }),
  }),
  run: async ({ app, caller, request }) => {
    return { body: { links: app.auth.delivery, mailbox: await mayOpenMailbox({ app, caller, request }) } };
  },
});

const mailbox = definePublicOperation({
  id: "auth.mailbox",
  method: "GET",
  path: "/api/auth/mailbox",
  summary: "The newest sign-in links of a local install",
  description:
    "For the signed-in owner of the installation, and for the browser that opened the link that the server printed when it started. 404 for everybody else, and unless everything is on one machine and no mail is configured.",
  tag: "Auth",
  secret: true,
  errors: ["not_found"],
  output: z.object({
    links: z.array(
      z.object({
        id: idOf("magicLink"),
        purpose: z.enum(linkPurposes),
        email: z.string(),
        url: z.string(),
        created_at: isoTime,
        expires_at: isoTime,
      }),
    ),
  }),
  run: async ({ app, caller, request }) => {
    if (!(await mayOpenMailbox({ app, caller, request }))) throw notFound("The mailbox");
    return { body: { links: app.auth.mailbox.list().map(({ newEmail: _, invitation: __, ...link }) => link) } };
  },
});

const openMailbox = definePublicOperation({
  id: "auth.openMailbox",
  method: "POST",
  path: "/api/auth/mailbox",
  summary: "Make this browser one that may open the mailbox",
  description:
    "Takes the secret of the link that the server prints when it starts, and sets the `parley_mailbox` cookie.",
  tag: "Auth",
  secret: true,
  errors: ["forbidden", "not_found"],
  example: { secret: "mbx_zyxwvutsrqponmlkjihgfedcba0123456789ABCDEFG" },
  body: z.object({ secret: tokenSchema }),
  output: z.object({ ok: z.literal(true) }),
  run: async ({ app, input }) => {
    if (!app.auth.mailbox.isThere) throw notFound("The mailbox");
    const cookie = app.auth.mailbox.cookieFor(input.secret);
    if (cookie === null)
      throw forbidden(
        "This link does not work. Open the one that the server printed at its last start: an older one no longer works.",
      );
    return { body: { ok: true as const }, cookies: [cookie] };
  },
});

/** Only the owner's own session shows that they are here; a token of their bot does not. */
function mayOpenMailbox({ app, caller, request }: Pick<Call<never, Caller | null>, "app" | "caller" | "request">) {
  const isOwner = async () => caller?.via === "session" && (await app.auth.isOwner(caller.user_id));
  return app.auth.mailbox.admits({ request, isOwner });
}

const logout = definePublicOperation({
  id: "auth.logout",
  method: "POST",
  path: "/api/auth/logout",
  unknownFields: "ignore",
  summary: "Sign out",
  description: "Ends the session of this request at once, also on its live streams. Safe to repeat.",
  tag: "Auth",
  output: z.object({ ok: z.literal(true) }),
  run: async ({ app, caller }) => {
    if (caller?.via === "session") await app.auth.sessions.end(caller.user_id, caller.credential_id);
    return { body: { ok: true as const }, cookies: [app.auth.cookies.cleared()] };
  },
});

export const authOperations = {
  requestLink,
  inspectLink,
  consumeLink,
  delivery,
  mailbox,
  openMailbox,
  logout,
  ...sessionOperations,
};
