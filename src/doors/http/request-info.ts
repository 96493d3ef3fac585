import type { IncomingMessage, ServerResponse } from "node:http";
import { limits } from "../../domain/core/limits";
import { isPlainWord, type RequestRecord, recordOf } from "./request-log";

/** What an operation may know about its request beside its input. Over tRPC there is no other way to the headers. */
export type RequestInfo = {
  readonly id: string;
  /** What metrics and logs say about it. */
  readonly record: RequestRecord;
  readonly headers: { get(name: string): string | null; keys(): Iterable<string> };
  /** Address of the peer, which may be a proxy. */
  readonly remoteAddress: string | null;
  readonly httpVersion: string;
  /** What a page of its answer may hold, before compression; a batch shares it among its calls. */
  readonly answerBytesMax: number;
  /** Aborted when the caller goes away. */
  readonly signal: AbortSignal;
};

/** What operations may know about an HTTP request. */
export function requestInfoOf(
  incoming: IncomingMessage,
  signalOf: () => AbortSignal = () => new AbortController().signal,
  answerBytesMax: number = limits.answerBytesMax,
): RequestInfo {
  return new IncomingInfo(incoming, signalOf, answerBytesMax);
}

/**
 * A class for the sake of its getter: V8 gives one in an object literal a shape of its own in old space, and that would keep all that the
 * request has made until the next full garbage collection.
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
 * The id by which a caller relates a request to others: the one that was sent, or the request's own where that could not stand in a header
 * of the answer. Null when none was sent.
 */
export function correlationOf({ id, headers }: Pick<RequestInfo, "id" | "headers">): string | null {
  const given = headers.get("x-correlation-id");
  return given === null || isPlainWord(given) ? given : id;
}
