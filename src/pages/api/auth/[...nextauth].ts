import type { NextApiRequest, NextApiResponse } from "next";
import NextAuth from "next-auth";
import type { Auth } from "../../../server/auth/auth";

/** next-auth's own routes. Next bundles this file into a module graph of its own; the app is reached over the global object. */
export default async function handle(request: NextApiRequest, response: NextApiResponse): Promise<void> {
  const app: { readonly auth: Auth } | undefined = Reflect.get(globalThis, Symbol.for("parley.app"));
  if (app === undefined) {
    response.status(503).end();
    return;
  }
  response.setHeader("Cache-Control", "private, no-store");
  const admission = await app.auth.nextAuth.admit(request);
  if ("refused" in admission) {
    if (admission.refused.status === 405) response.setHeader("Allow", "POST");
    response.status(admission.refused.status).json(admission.refused.body);
    return;
  }
  // biome-ignore lint/style/noProcessEnv: next-auth learns its address in no other way; it reads the variable before it first waits.
  process.env.NEXTAUTH_URL = admission.origin;
  await NextAuth(request, response, admission.options);
}
