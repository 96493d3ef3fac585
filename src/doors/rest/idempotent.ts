import { DomainError } from "../../domain/errors";
import type { App } from "../../server/app";
import type { Answer, Caller, Face, RequestInfo } from "../operations/operation";

type Begun = Awaited<ReturnType<App["idempotency"]["begin"]>>;
type StoredAnswer = Extract<Begun, { stored: unknown }>["stored"];

type Keyed = {
  readonly app: App;
  readonly operation: Face;
  readonly caller: Caller | null;
  readonly input: unknown;
  readonly request: RequestInfo;
};

/** Runs an operation, at most once per `Idempotency-Key` of its caller (contract.md, "Idempotency"). */
export async function runOnce(
  { app, operation, caller, input, request }: Keyed,
  run: (app: App) => Promise<Answer<unknown>>,
): Promise<Answer<unknown>> {
  const key = request.headers.get("idempotency-key");
  if (key === null || caller === null || operation.idempotency !== "key") return run(app);
  refuseUnusable(key);
  const begun = await app.idempotency.begin({ user_id: caller.user_id, key, request: [operation.id, input] });
  if ("stored" in begun) return replay(operation, begun.stored);
  const { claimed } = begun;
  const { execute, idFor } = claimed;
  const answer = await run({ ...app, execute, idFor }).catch(async (error: unknown) => {
    // A key that cannot be given back is taken over after a while, as after a crash.
    await claimed.release(error).catch(() => undefined);
    throw error;
  });
  await claimed.finish({ status: answer.status ?? operation.status, body: operation.secret ? null : answer.body });
  return answer;
}

function replay(operation: Face, stored: StoredAnswer): Answer<unknown> {
  if (operation.secret)
    throw new DomainError(
      "secret_already_shown",
      "This request was answered already, with a secret that is shown only once.",
    );
  return { ...stored, headers: { "Idempotency-Replayed": "true" } };
}

function refuseUnusable(key: string): void {
  if (/^[\x21-\x7e]{1,255}$/u.test(key)) return;
  throw new DomainError("malformed", "An Idempotency-Key has 1 to 255 visible ASCII characters.");
}
