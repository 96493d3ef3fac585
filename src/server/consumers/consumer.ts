import type pg from "pg";
import type { Event } from "../../domain";
import type { ConsumerName } from "../metrics/work-metrics";

/** Events of one workspace in the order of its log. */
export type ConsumedBatch = { readonly workspaceId: string; readonly events: readonly Event[] };

/** An effect after the commit that may be lost, such as telling other processes. */
export type AfterCommit = () => void;

/** A durable reader of the log: it handles every event of its types once, in order, whatever dies meanwhile. */
export type Consumer = {
  /**
   * Where it begins in the logs that are there when it is introduced: `head` for effects outside the database, so that an upgrade does not
   * mail years of history. Such a consumer skips to the new epoch after a restore, too. New workspaces are read from their beginning.
   */
  readonly from: "beginning" | "head";
  /** The types that it handles; it passes over all others. */
  readonly types: readonly Event["type"][];
  /** Whether it handles imported events, too. */
  readonly imported?: boolean;
  /**
   * Writes what follows from the events, over the given transaction alone: the cursor moves in it. No other I/O, and under five seconds.
   * A batch may come again until its transaction has committed.
   */
  handle(batch: ConsumedBatch, transaction: pg.PoolClient): Promise<AfterCommit | undefined>;
};

/** Every consumer by its name. A name without a consumer does not compile, nor does a consumer without a name that metrics know. */
export type ConsumersByName = Readonly<Record<ConsumerName, Consumer>>;

export type NamedConsumer = Consumer & { readonly name: ConsumerName };
