// Reader → frame. In: frames. Out: the frames of one tRPC subscription, in tRPC's own form.
import { type TrackedEnvelope, tracked } from "@trpc/server";
import type { WireEnvelope } from "../../domain/core/envelope.schema";
import { DomainError } from "../../domain/core/errors";
import { limits } from "../../domain/core/limits";
import { parseJson } from "../../domain/wire/json";
import { textFrame } from "../realtime/frames";
import { type Frame, frameJson, type Receiver } from "../realtime/reading";
import type { LiveConnection } from "./live-connection";

/** Every event visible to the subscriber in `(after, upto]`; `upto` is also the id by which tRPC resumes. */
export type SubscriptionFrame = {
  readonly after: string;
  readonly upto: string;
  readonly events: readonly WireEnvelope[];
};

type Follow = (receiver: Receiver) => Promise<() => void>;

/**
 * The frames of a subscription until `signal` is aborted. The first goes through tRPC, because only tRPC knows the client's
 * request id. Once it is encoded, later frames are written straight to the socket, in the same form and made
 * once for all subscribers with the same id. So only the start and the end of a subscription go through tRPC.
 */
export async function* framesOf(
  follow: Follow,
  { write }: Pick<LiveConnection, "write">,
  signal: AbortSignal,
): AsyncGenerator<TrackedEnvelope<SubscriptionFrame>> {
  let requestId: string | null = null;
  let begin: (first: FirstFrame) => void = () => undefined;
  let fail: (reason: Error) => void = () => undefined;
  const beginning = new Promise<FirstFrame>((resolve) => {
    begin = resolve;
  });
  const ending = new Promise<null>((resolve, reject) => {
    fail = reject;
    if (signal.aborted) resolve(null);
    signal.addEventListener("abort", () => resolve(null), { once: true });
  });
  const stop = await follow({
    transport: "trpc",
    introductions: "all",
    take: (frame) => {
      if (requestId !== null) return write(bytesFor(requestId, frame));
      return new Promise<void>((resolve) => {
        begin(new FirstFrame(frame, (id) => resolve(open(id))));
      });
    },
    end: fail,
  });
  try {
    const first = await Promise.race([beginning, ending]);
    if (first !== null) yield tracked(first.upto, first);
    await ending;
  } finally {
    stop();
  }

  function open(id: string): void {
    requestId = id;
  }
}

/** The first frame, as tRPC receives it. Its JSON comes from `encodeShared`. */
class FirstFrame implements SubscriptionFrame {
  readonly after: string;
  readonly upto: string;
  readonly frame: Frame;
  readonly encodedFor: (requestId: string) => void;

  constructor(frame: Frame, encodedFor: (requestId: string) => void) {
    this.after = String(frame.after);
    this.upto = String(frame.upto);
    this.frame = frame;
    this.encodedFor = encodedFor;
  }

  get events(): WireEnvelope[] {
    return this.frame.events.map(({ wire }) => JSON.parse(wire));
  }
}

/** The encoder of tRPC's socket frames: an interface that tRPC calls experimental, and that only this file knows. */
export const encoder = { encode: encodeShared, decode };

/** The version of tRPC whose frames this file writes itself. A test compares them with tRPC's own. */
export const trpcVersion = "11.25.2";

/** Encodes tRPC's messages. A frame is inserted as the text that all subscribers share. */
function encodeShared(message: unknown): string {
  const data = field(field(field(message, "result"), "data"), "data");
  if (!(data instanceof FirstFrame)) return JSON.stringify(message);
  const requestId = JSON.stringify(field(message, "id"));
  data.encodedFor(requestId);
  return textFor(requestId, data.frame);
}

/** Limits the id of a call: every frame that answers the call repeats it. */
function decode(data: string | ArrayBuffer | Uint8Array): unknown {
  const frame = parseJson(String(data), limits.jsonDepthMax + 1);
  for (const message of Array.isArray(frame) ? frame : [frame]) {
    const id: unknown = typeof message === "object" && message !== null ? Reflect.get(message, "id") : undefined;
    if (typeof id === "string" && id.length > limits.callIdLengthMax)
      throw new DomainError("malformed", `An id has at most ${limits.callIdLengthMax} characters.`);
  }
  return frame;
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}

/** tRPC's message for a tracked value of a subscription. */
function textFor(requestId: string, frame: Frame): string {
  const { upto } = frame;
  return `{"id":${requestId},"result":{"type":"data","id":"${upto}","data":{"id":"${upto}","data":${frameJson(frame)}}}}`;
}

function bytesFor(requestId: string, frame: Frame): Buffer {
  return bytes.get(frame)?.get(requestId) ?? makeBytes(requestId, frame);
}

function makeBytes(requestId: string, frame: Frame): Buffer {
  const ofFrame = bytes.get(frame) ?? new Map<string, Buffer>();
  const made = textFrame(textFor(requestId, frame));
  bytes.set(frame, ofFrame.set(requestId, made));
  return made;
}

const bytes = new WeakMap<Frame, Map<string, Buffer>>();
