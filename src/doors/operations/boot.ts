import { createHash } from "node:crypto";
import { z } from "zod";
import { build } from "../../build";
import type { Event } from "../../domain";
import { memberHistorySchema } from "../../domain/channels/member-changes.schema";
import type { WireEnvelope } from "../../domain/core/envelope.schema";
import { epochOf, toWire } from "../../domain/core/events";
import { idOf, idSchema } from "../../domain/core/ids";
import { limits } from "../../domain/core/limits";
import { isoTime } from "../../domain/core/text";
import { scopesAllow } from "../../domain/event-scopes";
import { type NameOf, type PlainEvent, plainAuthor, toPlain } from "../../domain/plain";
import { readStateSchema } from "../../domain/read-states/schema";
import { withoutTexts } from "../../domain/readable-events";
import { workspaceSchema } from "../../domain/workspaces/schema";
import { running } from "../../running";
import type { Standing } from "../../server/queries/boot";
import type { Viewer } from "../../server/queries/viewing";
import { namedTag } from "./etags";
import { exampleIds } from "./examples";
import { type Call, defineOperation } from "./operation";
import { memberChangesQuery } from "./paging";

const bootQuery = z.object({
  workspace_id: idSchema.optional().meta({ description: "Left out: the workspace of your oldest membership" }),
  conversation: idSchema
    .optional()
    .meta({ description: "The conversation whose newest 50 messages come; left out: the one read last" }),
  format: z
    .enum(["plain", "envelope"])
    .default("plain")
    .meta({ description: "`envelope`: canonical events, as on the streams" }),
  member_changes: memberChangesQuery,
});

const atLeast = 'In all conversations of the workspace together: "at least" where more is unread than is looked at';

const summary = z
  .object({
    id: idOf("workspace"),
    name: z.string(),
    slug: z.string(),
    icon_url: z.string().nullable(),
    head: z.int(),
    unread_count: z.int().meta({ description: atLeast }),
    mention_count: z.int().meta({ description: atLeast }),
  })
  .meta({ id: "WorkspaceSummary" });

const snapshot = z
  .object({
    login: z.object({ id: idOf("user"), name: z.string() }),
    resume_point: z.int().meta({ description: "The stream continues exactly after this" }),
    heartbeat: z.int().meta({ description: "Seconds within which a stream speaks" }),
    events: z
      .array(z.record(z.string(), z.unknown()))
      .meta({ description: "One event per live thing, in log order: `PlainEvent`, or `Event` with `format=envelope`" }),
    workspace: workspaceSchema.nullable(),
    workspaces: z.array(summary).meta({
      description: `The first ${limits.pageSizeMax} of yours and the one that is asked for; \`GET /api/workspaces\` lists all`,
    }),
    read_states: z.array(
      readStateSchema.extend({ last_seq: z.int(), last_message_at: isoTime.nullable() }).meta({ id: "BootReadState" }),
    ),
    more_conversations: z.boolean().meta({
      description: `Whether there are conversations of yours beside these. Boot is bounded: it holds those that were written to last, ${limits.ownConversationsMax} at most, and as many of their newest messages as there is room for; the rest is read when it is looked at`,
    }),
    member_changes: memberHistorySchema
      .extend({ channel_id: idOf("channel") })
      .optional()
      .meta({ description: "Of the opened channel, when `member_changes` asks for it" }),
    drafts: z.array(z.record(z.string(), z.unknown())),
    preferences: z.record(z.string(), z.unknown()),
    realtime_url: z.string(),
    version: z.string().meta({ description: "The server's release" }),
    build: z.string().meta({ description: "The server's build: the same wherever the same sources were built" }),
    features: z.record(z.string(), z.boolean()),
  })
  .meta({ id: "Boot" });

const get = defineOperation({
  id: "boot.get",
  method: "GET",
  path: "/api/boot",
  summary: "Everything a client needs to begin",
  description:
    "The visible log compacted to its present state, from one consistent point. What follows on a stream starts exactly after `resume_point`.",
  tag: "Realtime",
  scope: "realtime:read",
  query: bootQuery,
  output: snapshot,
  rowsMax: 4_000,
  otherStatuses: { 304: "Nothing has changed since the answer with this ETag" },
  errors: ["not_found"],
  example: { workspace_id: exampleIds.workspace, format: "plain" },
  run: async (call) => {
    const named = call.input.workspace_id ?? call.caller.workspace_id;
    const standing = await call.app.queries.boot.standing(call.caller.user_id, named);
    const viewer = viewerOf(call, standing);
    const ETag = etagFor(call, viewer, standing);
    const known = call.request.headers.get("if-none-match");
    if (known !== null && namedTag(known, ETag) !== null) return { status: 304, headers: { ETag } };
    const body = await boot(call, viewer, standing);
    return { body, json: jsonOf(body), headers: { ETag } };
  },
});

export const bootOperations = { get };

type BootCall = Call<z.output<typeof bootQuery>>;

function viewerOf({ caller, input }: BootCall, { memberships }: Standing): Viewer | null {
  const workspace_id = input.workspace_id ?? caller.workspace_id ?? memberships[0]?.workspace_id;
  return workspace_id === undefined ? null : { user_id: caller.user_id, workspace_id };
}

async function boot(
  { app, caller, input, request }: BootCall,
  viewer: Viewer | null,
  { display_name, preferences, memberships }: Standing,
): Promise<z.input<typeof snapshot>> {
  const { env } = app.context;
  const inside =
    viewer === null
      ? { workspace: null, resume_point: 0, events: [], read_states: [], more_conversations: false }
      : await bootInside({ app, caller, input, request, viewer });
  const { workspace, resume_point, read_states } = inside;
  const opened = workspace === null ? null : { workspace, head: resume_point, read_states };
  const seen = memberships.filter((one) => caller.workspace_id === null || one.workspace_id === caller.workspace_id);
  return {
    login: { id: caller.user_id, name: display_name },
    heartbeat: limits.heartbeatSeconds,
    ...inside,
    workspaces: await app.queries.workspaces.summaries(caller.user_id, seen, opened),
    drafts: [],
    preferences,
    realtime_url: `${env.realtimeUrl.replace(/^http/u, "ws")}/api/realtime/ws`,
    version: running.version,
    build,
    // A browser's cookie does not reach another host.
    features: { realtime_tickets: env.realtimeUrl !== env.url },
  };
}

type Inside = BootCall & { readonly viewer: Viewer };

async function bootInside({ app, caller, input, request, viewer }: Inside) {
  const mayReadChannels = caller.scopes === null || caller.scopes.has("channels:read");
  const { events, read_states, store, member_changes, ...taken } = await app.queries.boot.snapshot(
    viewer,
    input.conversation ?? null,
    { bytesMax: request.answerBytesMax, memberChanges: input.member_changes && mayReadChannels },
  );
  const nameOf = (userId: string) => store.get("member", userId)?.display_name;
  const visible = events
    .filter((event) => scopesAllow(caller.scopes, event))
    .map((event) => withoutTexts(event, caller));
  const presented = input.format === "plain" ? plainEvents(visible, nameOf) : visible.map(compactedOf);
  const mayRead = ({ conversation_id }: { conversation_id: string }) =>
    caller.scopes === null || caller.scopes.has(store.get("direct", conversation_id) ? "dms:read" : "channels:read");
  return {
    ...taken,
    events: presented,
    read_states: read_states.filter(mayRead),
    ...(member_changes === null ? {} : { member_changes }),
  };
}

/** The plain form of a boot. An author who is not among its members is introduced before their first message. */
function plainEvents(events: readonly Event[], nameOf: NameOf): PlainEvent[] {
  const introduced = new Set(events.flatMap((event) => (event.type === "member.joined" ? event.payload.user_id : [])));
  return events.flatMap((event) => {
    const author = plainAuthor(event);
    const plain = toPlain(event, nameOf);
    if (author === null || introduced.has(String(author.id))) return plain;
    introduced.add(String(author.id));
    return [author, plain];
  });
}

const compacted = new WeakMap<Event, WireEnvelope>();
const texts = new WeakMap<object, Buffer>();

/** The wire form of a compacted event. Cached: the members of one workspace boot with mostly the same events. */
function compactedOf(event: Event): WireEnvelope {
  const known = compacted.get(event);
  if (known) return known;
  const wire = toWire(event, { compacted: true });
  compacted.set(event, wire);
  texts.set(wire, textOf(wire));
  return wire;
}

/**
 * The JSON of a boot, which reuses the cached JSON of compacted events. It stays in byte pieces: joining hundreds of strings
 * takes twenty times as long, and encoding the result takes as long again.
 */
function jsonOf({ events, ...others }: z.input<typeof snapshot>): Buffer[] {
  const pieces: Buffer[] = [Buffer.from('{"events":[')];
  for (const event of events) pieces.push(texts.get(event) ?? textOf(event), comma);
  if (events.length > 0) pieces.pop();
  pieces.push(Buffer.from(`],${JSON.stringify(others).slice(1)}`));
  return pieces;
}

const comma = Buffer.from(",");

function textOf(event: object): Buffer {
  return Buffer.from(JSON.stringify(event));
}

/** Changes whenever the answer could: viewer, epoch, heads, the viewer's own rows, query and build. */
function etagFor({ caller, input }: BootCall, viewer: Viewer | null, { memberships, revision }: Standing): string {
  const head = memberships.find((one) => one.workspace_id === viewer?.workspace_id)?.head ?? 0;
  const heads = memberships.map((one) => [one.workspace_id, one.head]);
  const parts = [viewer, caller.credential_id, epochOf(head), heads, revision, input, build];
  return `"${createHash("sha256").update(JSON.stringify(parts)).digest("base64url").slice(0, 27)}"`;
}
