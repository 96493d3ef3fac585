import type { Logger } from "../logger/logger";
import type { Outage } from "../logger/outage";

/** What carries texts from each process to all of them, the sender perhaps included. */
export type Wire = {
  /** Hands texts over; rejects when it could not. */
  send(text: string): Promise<void>;
  /** The longest text that it carries, in bytes. */
  readonly bytesMax: number;
  close(): Promise<void>;
};

export type WireOptions = {
  /** Told of every text; null: this process only tells. */
  readonly onText: ((text: string) => void) | null;
  /** Told when it begins to listen, and again after it could not for a while. */
  readonly onListening: () => void;
  readonly logger: Logger;
  /** That of the database, of which a wire over the database may be a part. */
  readonly outage?: Outage | undefined;
};
