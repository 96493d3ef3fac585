import type { Logger } from "../logger/logger";
import type { Outage } from "../logger/outage";

/** Carries texts from each process to all of them, perhaps the sender too. */
export type Wire = {
  /** Hands texts over; rejects when it could not. */
  send(text: string): Promise<void>;
  /** The longest text that it carries, in bytes. */
  readonly bytesMax: number;
  close(): Promise<void>;
};

export type WireOptions = {
  /** Called with every text; null: this process only sends. */
  readonly onText: ((text: string) => void) | null;
  /** Called when it begins to listen, and again after each interruption. */
  readonly onListening: () => void;
  readonly logger: Logger;
  /** The database's outage, which a wire over the database is part of. */
  readonly outage?: Outage | undefined;
};
