import type { Logger } from "../logger/logger";
import type { Outage } from "../logger/outage";

/** Carries texts from each process to all of them, possibly including the sender. */
export type Wire = {
  /** Sends a text; rejects if that fails. */
  send(text: string): Promise<void>;
  /** The longest text that it carries, in bytes. */
  readonly bytesMax: number;
  close(): Promise<void>;
};

export type WireOptions = {
  /** Called with every text; null in a process that only sends. */
  readonly onText: ((text: string) => void) | null;
  /** Called when it starts to listen, and again after each interruption. */
  readonly onListening: () => void;
  readonly logger: Logger;
  /** The database's outage, which covers a wire over the database. */
  readonly outage?: Outage | undefined;
};
