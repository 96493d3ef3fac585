import type pg from "pg";
import type { Event } from "../../domain";
import type { ConsumerName } from "../metrics/work-metrics";

/** Events of one workspace in the order of its log. */
export type ConsumedBatch = { readonly workspaceId: string; readonly events: readonly Event[] };

/** A side effect after the commit that may be lost, such as telling other processes. */
export type AfterCommit = () => void;

/** A durable reader of the log: it handles every event of its types once, in order, whatever crashes in between. */
export type Consumer = {
  /**
   * Where it starts in the logs that exist when it is introduced. `head` is for effects outside the database, so that an
   * upgrade does not mail years of history; after a restore, such a consumer also skips to the new epoch. New workspaces
   * are read from their beginning.
   */
  readonly from: "beginning" | "head";
  /** The event types that it handles. It skips all others. */
  readonly types: readonly Event["type"][];
  /** Whether it also handles imported events. */
  readonly imported?: boolean;
  /**
   * Writes the consequences of the events over the given transaction, in which the cursor moves too. Does no other I/O, and takes
   * under five seconds. A batch may come again until its transaction has committed.
   */
  handle(batch: ConsumedBatch, transaction: pg.PoolClient): Promise<AfterCommit | undefined>;
};

/** Every consumer by its name. A name without a consumer does not compile, nor does a consumer whose name metrics do not know. */
export type ConsumersByName = Readonly<Record<ConsumerName, Consumer>>;

export type NamedConsumer = Consumer & { readonly name: ConsumerName };
