import { DomainError } from "../../domain/core/errors";
import { limits } from "../../domain/core/limits";

/** The limit on the answers of one batch. */
export type BatchBudget = {
  /** The number of calls that share it. */
  readonly calls: number;
  /**
   * Runs a call after the earlier ones, so that nothing is read beyond what is answered. Throws 413 `payload_too_large` without
   * running the call when no room is left or it might read more rows than are left. Throws it also in place of a `query` answer
   * that does not fit. The answer of a `change` is always sent, because the change has been made.
   */
  run<T>(asked: AskedCall, call: () => Promise<T>): Promise<T>;
};

/** The facts about a call that are known before it runs. */
export type AskedCall = { readonly kind: "query" | "change"; readonly rowsMax: number };

/** The budget of a request with this many calls. A single call has no budget here: it bounds its own answer. */
export function createBatchBudget(calls: number): BatchBudget {
  let left: number = limits.answerBytesMax;
  let rowsLeft: number = limits.requestRowsMax;
  let before: Promise<unknown> = Promise.resolve();
  if (calls <= 1) return { calls: 1, run: (_asked, call) => call() };

  async function spend<T>({ kind, rowsMax }: AskedCall, call: () => Promise<T>): Promise<T> {
    if (left <= 0 || rowsMax > rowsLeft) throw tooMuch();
    rowsLeft -= rowsMax;
    const answer = await call();
    left -= Buffer.byteLength(JSON.stringify(answer) ?? "");
    if (left < 0 && kind === "query") throw tooMuch();
    return answer;
  }

  return {
    calls,
    run: (asked, call) => {
      const turn = before.then(() => spend(asked, call));
      before = turn.catch(() => undefined);
      return turn;
    },
  };
}

function tooMuch(): DomainError {
  return new DomainError(
    "payload_too_large",
    "The answers of this batch are too large together: ask for less at once.",
  );
}
