import { type Clock, jittered } from "../platform/clock";
import { Refusal } from "./answers";
import type { Boot } from "./transport";

/** The state of a page's boot. */
export type BootStatus = {
  readonly state: "booting" | "ready" | "no_workspace" | "signed_out" | "not_set_up" | "failed";
  readonly error: string | null;
  /** Why a page must be left in which a workspace was open; null if its person leaves it themselves, or has opened none. */
  readonly parting?: Parting | null;
};
export type Parting = {
  /** How the membership or the session ended. `gone`: the cause is not known. */
  readonly reason: "removed" | "left" | "gone" | "session_over";
  readonly workspace: string | null;
};

export type BootingOptions = {
  readonly clock: Clock;
  ask(): Promise<Boot>;
  /** Starts from the answer. */
  take(answer: Boot): void;
  onStatus(status: BootStatus): void;
};

/** Boots, and tries again with full jitter while the server cannot be reached. */
export function createBooting({ clock, ask, take, onStatus }: BootingOptions) {
  let generation = 0;
  let wake: (() => void) | null = null;

  async function run(mine: number): Promise<void> {
    const isCurrent = () => mine === generation;
    for (let attempt = 0; isCurrent(); attempt += 1) {
      try {
        const answer = await ask();
        if (isCurrent()) take(answer);
        return;
      } catch (error) {
        if (!isCurrent()) return;
        const status = statusOf(error);
        onStatus(status);
        if (status.state !== "booting") return;
        await wait(jittered(clock, attempt));
      }
    }
  }

  async function wait(delayMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const cancel = clock.after(delayMs, resolve);
      wake = () => {
        cancel();
        resolve();
      };
    });
    wake = null;
  }

  return {
    /** Starts over; the answer to an earlier boot is ignored. */
    begin: (): void => {
      generation += 1;
      void run(generation);
    },
    wake: (): void => wake?.(),
    stop: (): void => {
      generation += 1;
    },
  };
}

function statusOf(error: unknown): BootStatus {
  if (!(error instanceof Refusal)) return { state: "booting", error: "The server cannot be reached." };
  if (error.isPassing) return { state: "booting", error: error.message };
  if (error.code === "unauthenticated") return { state: "signed_out", error: null };
  if (error.code === "not_set_up") return { state: "not_set_up", error: null };
  if (error.code === "not_found") return { state: "no_workspace", error: null };
  return { state: "failed", error: error.message };
}
