// Reader → frame. In: frames. Out: server-sent events.
import type { IncomingMessage, ServerResponse } from "node:http";
import { knows } from "../../domain/core/acquaintances";
import { DomainError } from "../../domain/core/errors";
import { toWire } from "../../domain/core/events";
import { type PlainEvent, peopleIn, plainAuthor, plainHeartbeat, plainPerson, toPlain } from "../../domain/plain";
import type { App } from "../../server/app";
import type { Caller } from "../../server/auth/caller";
import type { RequestInfo } from "../http/request-info";
import { drain, unsentBytesMax } from "./peer";
import {
  type Delivered,
  type Frame,
  frameJson,
  type LiveViewer,
  parseCursor,
  type Receiver,
  viewerOf,
} from "./reading";

export type EventStreamQuery = {
  readonly resume_point?: string | undefined;
  readonly workspace_id?: string | undefined;
  readonly format?: string | undefined;
  readonly v?: string | undefined;
};

type Asked = {
  readonly app: App;
  readonly caller: Caller;
  readonly input: EventStreamQuery;
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly request: RequestInfo;
};

/**
 * Serves server-sent events until the reader leaves or loses the right to read. Refusals are thrown before anything is written.
 */
export async function serveEventStream({ app, caller, input, incoming, outgoing, request }: Asked): Promise<void> {
  const after =
    parseCursor("Last-Event-ID", request.headers.get("last-event-id")) ??
    parseCursor("resume_point", input.resume_point);
  if (after === null) throw new DomainError("malformed", "resume_point is missing: it comes from /api/boot.");
  const viewer = await viewerOf({ app, caller }, input.workspace_id);
  request.record.lasts = true;
  const { write, introductions } = writerFor({ app, viewer, after }, input);
  const gone = new AbortController();
  outgoing.once("close", () => gone.abort());
  incoming.once("aborted", () => gone.abort());
  const drained = () => (outgoing.writableLength > unsentBytesMax ? drain(outgoing) : null);
  const stream = app.hub.stream(viewer, after, { signal: gone.signal, drained, transport: "sse", introductions });
  const first = await stream.next();
  if (first.done) return;
  begin(outgoing, request.id);
  try {
    outgoing.write(write(first.value));
    if (incoming.method === "HEAD") return;
    for await (const frame of stream) outgoing.write(write(frame));
  } catch {
    // Ending the answer is all that is left to do. The reader reconnects and gets the error then.
  } finally {
    gone.abort();
    await stream.return(undefined);
    outgoing.end();
  }
}

function begin(outgoing: ServerResponse, requestId: string): void {
  outgoing.writeHead(200, {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "private, no-cache, no-transform",
    "X-Accel-Buffering": "no",
    "X-Content-Type-Options": "nosniff",
    "X-Request-Id": requestId,
  });
  outgoing.flushHeaders();
}

type Writing = { readonly app: App; readonly viewer: LiveViewer; readonly after: number };
type Writer = Pick<Receiver, "introductions"> & { readonly write: (frame: Frame) => string };

function writerFor({ app, viewer, after }: Writing, { format, v }: EventStreamQuery): Writer {
  if (v !== undefined && v !== "1" && v !== "2") throw new DomainError("malformed", "v must be 1 or 2.");
  if (format !== undefined && format !== "plain" && format !== "envelope")
    throw new DomainError("malformed", "format must be plain or envelope.");
  if (v === "2") return { introductions: "all", write: (frame) => block(frame.upto, frameJson(frame)) };
  const blockOf = format === "envelope" ? envelopeBlock : plainBlocks(app, viewer);
  let lastId = after;
  return {
    introductions: "names",
    write: (frame) => {
      const text = frame.events.length > 0 ? introducedFirst(frame).map(blockOf).join("") : silence(frame, lastId);
      lastId = frame.events.at(-1)?.event.cursor ?? (frame.caughtUp ? lastId : frame.upto);
      return text;
    },
  };
}

type BlockOf = (delivered: Delivered) => string;

/** Puts introductions before the event that gave access. They have no id, so a cut between them loses neither. */
function introducedFirst({ events }: Frame): readonly Delivered[] {
  const ordered: Delivered[] = [];
  let granting: Delivered | null = null;
  for (const delivered of events) {
    if (!delivered.compacted && granting !== null) ordered.push(granting);
    if (delivered.compacted) ordered.push(delivered);
    else granting = delivered;
  }
  return granting === null ? ordered : [...ordered, granting];
}

function idOf({ compacted, event }: Delivered): number | null {
  return compacted ? null : event.cursor;
}

/** An introduction has no place in the log after the last event, so it has no cursor, like an ephemeral. */
function envelopeBlock(delivered: Delivered): string {
  if (!delivered.compacted) return block(idOf(delivered), delivered.wire);
  return data(JSON.stringify({ ...toWire(delivered.event, { compacted: true }), cursor: undefined }));
}

/** Introduces each person before the first event that names them. An introduction has no id, so no reader resumes from it. */
function plainBlocks(app: App, { workspace_id, user_id }: LiveViewer): BlockOf {
  const seen = new Set<string>();
  const personOf = (id: string) => app.states.peek(workspace_id)?.store.get("member", id);
  /** People whom the viewer does not know appear only as authors. */
  const introduction = (id: string, event: Delivered["event"]): PlainEvent | null => {
    const store = app.states.peek(workspace_id)?.store;
    const [self, person] = [store?.get("member", user_id), store?.get("member", id)];
    if (!store || !self || !person || !knows(store, self, id)) return plainAuthor(event);
    return plainPerson({ id, name: person.display_name, at: person.joined_at });
  };
  return (delivered) => {
    const { event } = delivered;
    if (delivered.compacted && event.type === "member.joined" && seen.has(event.payload.user_id)) return "";
    const strangers = peopleIn(event).filter((id) => !seen.has(id));
    const introductions = strangers.flatMap((id) => {
      const introduced = introduction(id, event);
      if (introduced === null) return [];
      seen.add(id);
      return data(JSON.stringify(introduced));
    });
    if (event.type === "member.joined") seen.add(event.payload.user_id);
    return `${introductions.join("")}${block(
      idOf(delivered),
      plainText(delivered, (user) => personOf(user)?.display_name),
    )}`;
  };
}

function plainText(delivered: Delivered, nameOf: (id: string) => string | undefined): string {
  const known = plainTexts.get(delivered) ?? JSON.stringify(toPlain(delivered.event, nameOf));
  plainTexts.set(delivered, known);
  return known;
}

const plainTexts = new WeakMap<Delivered, string>();

/** A heartbeat, after the cursor to which hidden events have moved the reader. Catching up is silent. */
function silence(frame: Frame, lastId: number): string {
  if (frame.caughtUp) return ":\n\n";
  const place = frame.upto === lastId ? "" : `id: ${frame.upto}\n\n`;
  return `${place}${data(JSON.stringify(plainHeartbeat))}`;
}

function block(id: number | null, json: string): string {
  return id === null ? data(json) : `id: ${id}\n${data(json)}`;
}

function data(json: string): string {
  return `data: ${json}\n\n`;
}
