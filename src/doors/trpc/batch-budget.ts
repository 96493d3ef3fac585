import { DomainError } from "../../domain/errors";
import { limits } from "../../domain/limits";

/** What the calls of one batch may answer together. */
export type BatchBudget = {
  /** How many calls share it. */
  readonly calls: number;
  /** Runs a query, at once. 413 `payload_too_large` instead of an answer for which there is no room. */
  query<T>(run: () => Promise<T>): Promise<T>;
  /** Runs a change after those before it; 413 `payload_too_large` without running it when there is no room left. */
  change<T>(run: () => Promise<T>): Promise<T>;
};

/** The budget of a request that holds so many calls. A call by itself has all of it, and bounds its answer by itself. */
export function createBatchBudget(calls: number): BatchBudget {
  let left: number = limits.answerBytesMax;
  let before: Promise<unknown> = Promise.resolve();
  if (calls <= 1) return { calls: 1, query: (run) => run(), change: (run) => run() };

  async function spend<T>(run: () => Promise<T>): Promise<T> {
    const answer = await run();
    left -= Buffer.byteLength(JSON.stringify(answer) ?? "");
    return answer;
  }

  return {
    calls,
    query: async (run) => {
      const answer = await spend(run);
      if (left < 0) throw tooMuch();
      return answer;
    },
    change: (run) => {
      const turn = before.then(() => {
        if (left <= 0) throw tooMuch();
        return spend(run);
      });
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
