import { z } from "zod";
import { sessionSchema } from "../../domain/accounts/schema";
import { limits } from "../../domain/core/limits";
import { exampleIds } from "./examples";
import { defineOperation } from "./operation";
import { nextCursor, wholeListQuery } from "./paging";

const listed = sessionSchema.extend({
  current: z.boolean().meta({ description: "Whether it is the session of this request" }),
});

const listSessions = defineOperation({
  id: "auth.listSessions",
  method: "GET",
  path: "/api/auth/sessions",
  summary: "Where you are signed in",
  tag: "Auth",
  description: "The newest first.",
  query: wholeListQuery,
  output: z.object({ sessions: z.array(listed), next_cursor: nextCursor }),
  run: async ({ app, caller, input }) => {
    const { sessions, next_cursor } = await app.auth.sessions.list(caller.user_id, input);
    const shown = sessions.map((session) => ({ ...session, current: session.id === caller.credential_id }));
    return { body: { sessions: shown, next_cursor } };
  },
});

const revokeSession = defineOperation({
  id: "auth.revokeSession",
  method: "DELETE",
  path: "/api/auth/sessions/{session_id}",
  example: { session_id: exampleIds.session },
  summary: "End one of your sessions",
  description: "Takes effect at once, also on its live streams.",
  tag: "Auth",
  errors: ["not_found"],
  output: z.object({ session: sessionSchema }),
  run: async ({ app, caller, input }) => {
    const session = await app.auth.sessions.revoke(caller.user_id, input.session_id);
    const isOwn = session.id === caller.credential_id && caller.by_cookie;
    return { body: { session }, cookies: isOwn ? [app.auth.cookies.cleared()] : [] };
  },
});

const revokeOtherSessions = defineOperation({
  id: "auth.revokeOtherSessions",
  method: "DELETE",
  path: "/api/auth/sessions",
  summary: "Sign out everywhere else",
  description: `Ends all other sessions; the answer names ${limits.pageSizeMax} of them at most.`,
  tag: "Auth",
  output: z.object({ sessions: z.array(sessionSchema) }),
  run: async ({ app, caller }) => ({
    body: {
      sessions: (await app.auth.sessions.revokeOthers(caller.user_id, caller.credential_id)).slice(
        0,
        limits.pageSizeMax,
      ),
    },
  }),
});

export const sessionOperations = { listSessions, revokeSession, revokeOtherSessions };
