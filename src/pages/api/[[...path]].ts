import type { NextApiRequest, NextApiResponse } from "next";
import type { Auth } from "../../server/auth/auth";
import { isNextAuthPath, nextAuthAction } from "../../server/auth/next-auth-paths";

/** Every door reads its bodies itself, within its own limits. */
export const config = { api: { bodyParser: false, externalResolver: true } };

/**
 * Serves every API door where only Next runs. Under `server.ts`, only next-auth's own paths get here. The app is then found
 * through the global object, since Next bundles this file into its own module graph.
 */
export default async function handle(request: NextApiRequest, response: NextApiResponse): Promise<void> {
  const running: { readonly auth: Auth } | undefined = Reflect.get(globalThis, Symbol.for("parley.app"));
  const isForNextAuth = isNextAuthPath(request.url ?? "/");
  if (running) return isForNextAuth ? serveNextAuth(running.auth, request, response) : refuseUnknown(response);
  const { serverless } = await import("../../serverless");
  const parley = await serverless();
  if (parley === null) refuseUnready(response);
  else if (isForNextAuth) await serveNextAuth(parley.app.auth, request, response);
  else await finished(response, () => parley.serveApi(request, response));
}

/** For paths that only Next takes for paths of the API, such as `/HEALTHZ`. */
function refuseUnknown(response: NextApiResponse): void {
  response.status(404).json({ error: "There is nothing at this address.", code: "not_found" });
}

/** The reason is only in the log: it may name things that are none of a stranger's business. */
function refuseUnready(response: NextApiResponse): void {
  response.setHeader("Retry-After", "2");
  response.status(503).json({ error: "Parley is not ready. Its log says why.", code: "not_ready" });
}

/** A host may freeze the process as soon as the promise of a request settles. */
function finished(response: NextApiResponse, serve: () => void): Promise<void> {
  return new Promise((resolve) => {
    response.once("close", resolve);
    serve();
  });
}

async function serveNextAuth(auth: Auth, request: NextApiRequest, response: NextApiResponse): Promise<void> {
  response.setHeader("Cache-Control", "private, no-store");
  request.query = { ...request.query, path: undefined, nextauth: nextAuthAction(request.url ?? "/") };
  const admission = await auth.nextAuth.admit(request);
  if ("refused" in admission) {
    const { status, body, allow } = admission.refused;
    if (allow) response.setHeader("Allow", allow);
    response.status(status).json(body);
    return;
  }
  const { default: NextAuth } = await import("next-auth");
  // biome-ignore lint/style/noProcessEnv: next-auth learns its address in no other way; it reads the variable before it first waits.
  process.env.NEXTAUTH_URL = admission.origin;
  await NextAuth(request, response, admission.options);
}
