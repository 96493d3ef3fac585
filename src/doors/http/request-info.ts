import type { IncomingMessage, ServerResponse } from "node:http";
import { limits } from "../../domain/core/limits";
import { isPlainWord, type RequestRecord, recordOf } from "./request-log";

/** The facts about a request that an operation gets besides its input. Over tRPC there is no other way to the headers. */
export type RequestInfo = {
  readonly id: string;
  /** The data about it for metrics and logs. */
  readonly record: RequestRecord;
  readonly headers: { get(name: string): string | null; keys(): Iterable<string> };
  /** Address of the peer, which may be a proxy. */
  readonly remoteAddress: string | null;
  readonly httpVersion: string;
  /** The most bytes that a page of its answer may hold, before compression. The calls of a batch share it. */
  readonly answerBytesMax: number;
  /** Aborted when the caller goes away. */
  readonly signal: AbortSignal;
};

/** The facts about an HTTP request that operations may know. */
export function requestInfoOf(
  incoming: IncomingMessage,
  signalOf: () => AbortSignal = () => new AbortController().signal,
  answerBytesMax: number = limits.answerBytesMax,
): RequestInfo {
  return new IncomingInfo(incoming, signalOf, answerBytesMax);
}

/**
 * A class because of its getter: V8 gives a getter in an object literal its own shape in old space. That shape would keep
 * everything the request has allocated until the next full garbage collection.
 */
class IncomingInfo implements RequestInfo {
  readonly id: string;
  readonly record: RequestRecord;
  readonly headers: RequestInfo["headers"];
  readonly remoteAddress: string | null;
  readonly httpVersion: string;
  readonly answerBytesMax: number;
  private readonly signalOf: () => AbortSignal;
  private made: AbortSignal | undefined = undefined;

  constructor(incoming: IncomingMessage, signalOf: () => AbortSignal, answerBytesMax: number) {
    this.record = recordOf(incoming);
    this.id = this.record.id;
    this.headers = { get: (name) => headerOf(incoming, name), keys: () => Object.keys(incoming.headers) };
    this.remoteAddress = incoming.socket.remoteAddress ?? null;
    this.httpVersion = incoming.httpVersion;
    this.answerBytesMax = answerBytesMax;
    this.signalOf = signalOf;
  }

  /** Created on demand: few operations outlast their callers. */
  get signal(): AbortSignal {
    this.made ??= this.signalOf();
    return this.made;
  }
}

/** Aborted when the caller goes away before the answer is complete. */
export function goneSignal(outgoing: ServerResponse): AbortSignal {
  const gone = new AbortController();
  const abort = () => {
    if (!outgoing.writableFinished) gone.abort();
  };
  if (outgoing.closed) abort();
  else outgoing.once("close", abort);
  return gone.signal;
}

export function headerOf({ headers }: IncomingMessage, name: string): string | null {
  const value = headers[name.toLowerCase()];
  return Array.isArray(value) ? value.join(", ") : (value ?? null);
}

/**
 * The id by which a caller relates a request to others: the id they sent, or the request's own if theirs is not safe in a
 * response header. Null when they sent none.
 */
export function correlationOf({ id, headers }: Pick<RequestInfo, "id" | "headers">): string | null {
  const given = headers.get("x-correlation-id");
  return given === null || isPlainWord(given) ? given : id;
}
