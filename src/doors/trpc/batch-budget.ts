import { DomainError } from "../../domain/core/errors";
import { limits } from "../../domain/core/limits";

/** How much the calls of one batch may answer together. */
export type BatchBudget = {
  /** How many calls share it. */
  readonly calls: number;
  /**
   * Runs a call after the earlier ones, so that no more is read than is answered. Throws 413 `payload_too_large` without running it when
   * no room is left or it might read more rows than are left, and in place of the answer of a `query` that does not fit. The answer of a
   * `change`, which was made, is always sent.
   */
  run<T>(asked: AskedCall, call: () => Promise<T>): Promise<T>;
};

/** What is known of a call before it runs. */
export type AskedCall = { readonly kind: "query" | "change"; readonly rowsMax: number };

/** The budget of a request that holds so many calls. A call by itself has all of it, and bounds its answer by itself. */
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
