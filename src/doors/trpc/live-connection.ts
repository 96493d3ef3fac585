import { DomainError } from "../../domain/core/errors";
import { limits } from "../../domain/core/limits";
import type { Caller } from "../../server/auth/caller";
import { Bucket } from "../realtime/bucket";
import type { Peer } from "../realtime/peer";

/** A tRPC socket: its caller, and the parts that its subscriptions need. */
export type LiveConnection = {
  readonly caller: Caller;
  readonly write: Peer["write"];
  readonly isFull: Peer["isFull"];
  readonly close: Peer["close"];
  /**
   * Counts a subscription until the returned function is called. Throws 429 `rate_limited` when the socket has
   * too many, or opens them too fast.
   */
  begin(): () => void;
};

export function createLiveConnection(caller: Caller, peer: Peer): LiveConnection {
  let count = 0;
  const opened = new Bucket(limits.subscriptionsOpenedMax, limits.subscriptionsPerSecond);
  return {
    caller,
    write: (frames) => peer.write(frames),
    isFull: () => peer.isFull(),
    close: (code, reason) => peer.close(code, reason),
    begin: () => {
      if (count >= limits.subscriptionsMax || !opened.take(1))
        throw new DomainError("rate_limited", "This connection has too many subscriptions.");
      count += 1;
      return () => {
        count -= 1;
      };
    },
  };
}
