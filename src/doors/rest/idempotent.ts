import { DomainError } from "../../domain/errors";
import type { App } from "../../server/app";
import type { Answer, Caller, Face, RequestInfo } from "../operations/operation";

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
  run: () => Promise<Answer<unknown>>,
): Promise<Answer<unknown>> {
  const key = request.headers.get("idempotency-key");
  if (key === null || caller === null || operation.idempotency !== "key") return run();
  refuseUnusable(key);
  const keyed = { user_id: caller.user_id, key, request: [operation.id, input] };
  const stored = await app.idempotency.begin(keyed);
  if (stored && operation.secret)
    throw new DomainError(
      "secret_already_shown",
      "This request was answered already, with a secret that is shown only once.",
    );
  if (stored) return { ...stored, headers: { "Idempotency-Replayed": "true" } };
  const answer = await run().catch(async (error: unknown) => {
    await app.idempotency.release(keyed);
    throw error;
  });
  await app.idempotency.finish(keyed, {
    status: answer.status ?? operation.status,
    body: operation.secret ? null : answer.body,
  });
  return answer;
}

function refuseUnusable(key: string): void {
  if (/^[\x21-\x7e]{1,255}$/u.test(key)) return;
  throw new DomainError("malformed", "An Idempotency-Key has 1 to 255 visible ASCII characters.");
}
