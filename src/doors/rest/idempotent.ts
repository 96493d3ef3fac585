import { DomainError } from "../../domain/core/errors";
import type { App } from "../../server/app";
import type { Caller } from "../../server/auth/caller";
import type { RequestInfo } from "../http/request-info";
import type { Answer, OperationSpec } from "../operations/operation";

type Keyed = {
  readonly app: App;
  readonly operation: OperationSpec;
  readonly caller: Caller | null;
  readonly input: unknown;
  readonly request: RequestInfo;
};

/** How an operation runs, and how to check that its caller may repeat it when it must not run again. */
type Running = {
  readonly run: (app: App) => Promise<Answer<unknown>>;
  readonly askRight: (app: App) => Promise<unknown>;
};

/**
 * Runs an operation at most once per `Idempotency-Key` of its caller (docs/protocol.md, "Sending once"). A repeated request runs
 * again with commands that do nothing, so that its answer holds what the caller may see today (I9).
 */
export async function runOnce(
  { app, operation, caller, input, request }: Keyed,
  { run, askRight }: Running,
): Promise<Answer<unknown>> {
  if (caller === null || operation.idempotency !== "key") return run(app);
  const setupKey = setupKeyOf(operation, input);
  const key = request.headers.get("idempotency-key") ?? setupKey;
  if (key === null) return run(app);
  if (key !== setupKey) refuseUnusable(key);
  const begun = await app.idempotency
    .begin({ user_id: caller.user_id, key, request: [operation.id, input] })
    .catch((error: unknown) => {
      throw key === setupKey && isMismatch(error) ? setupConflict() : error;
    });
  if ("answered" in begun) {
    const { stored, ...repeating } = begun.answered;
    const repeated = { ...app, ...repeating };
    if (operation.secret && key !== setupKey) return refuseSecondShowing(askRight(repeated));
    return { ...(await run(repeated)), status: stored.status, headers: { "Idempotency-Replayed": "true" } };
  }
  const { claimed } = begun;
  const { execute, idFor } = claimed;
  const answer = await run({ ...app, execute, idFor }).catch(async (error: unknown) => {
    // A key that cannot be released is taken over after a while, as after a crash.
    await claimed.release(error).catch(() => undefined);
    throw error;
  });
  await claimed.finish({ status: answer.status ?? operation.status, body: operation.secret ? null : answer.body });
  return answer;
}

/**
 * A `setup_nonce` makes a request safe to repeat, like an `Idempotency-Key`, but serves clients that lost the answer with its
 * secret. The request runs again, creates nothing twice, and shows a new secret in place of the first. The nonce is unique within
 * the resource that the path names.
 */
function setupKeyOf({ id, params }: OperationSpec, input: unknown): string | null {
  const fields = new Map(Object.entries(Object(input)));
  const nonce = fields.get("setup_nonce");
  if (typeof nonce !== "string") return null;
  return ["setup", id, ...Object.keys(params.shape).map((name) => fields.get(name)), nonce].join(" ");
}

function isMismatch(error: unknown): boolean {
  return error instanceof DomainError && error.code === "idempotency_mismatch";
}

function setupConflict(): DomainError {
  return new DomainError("conflict", "This setup_nonce was already used for a different request.");
}

async function refuseSecondShowing(asked: Promise<unknown>): Promise<never> {
  await asked;
  throw new DomainError(
    "secret_already_shown",
    "This request was answered already, with a secret that is shown only once.",
  );
}

function refuseUnusable(key: string): void {
  if (/^[\x21-\x7e]{1,255}$/u.test(key)) return;
  throw new DomainError("malformed", "An Idempotency-Key has 1 to 255 visible ASCII characters.");
}
