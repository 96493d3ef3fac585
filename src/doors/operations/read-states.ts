import { z } from "zod";
import { idOf } from "../../domain/core/ids";
import { visibleChannel, visibleDirect } from "../../domain/core/permissions";
import { isoTime } from "../../domain/core/text";
import { readStateSchema } from "../../domain/read-states/schema";
import type { Viewer } from "../../server/queries/viewing";
import { exampleIds } from "./examples";
import { locateChannel, locateDirect } from "./locate";
import { type Call, defineOperation } from "./operation";
import { seqSchema } from "./paging";

const body = z.object({
  seq: seqSchema.meta({
    description: "The newest message that you have read; with `unread`, the oldest that shall count as unread",
  }),
  unread: z.boolean().default(false).meta({ description: "Move the marker back" }),
  revision: z
    .int()
    .min(0)
    .max(2_147_483_647)
    .optional()
    .meta({ description: "The `revision` you knew; a later *mark unread* from elsewhere then wins" }),
});

/** The reader's place after a move. */
const receipt = readStateSchema
  .extend({
    user_id: idOf("user"),
    workspace_id: idOf("workspace"),
    channel_id: z.string().optional(),
    direct_conversation_id: z.string().optional(),
    seq: z.int().meta({ description: "The same as `last_read_seq`" }),
    last_read_at: isoTime,
  })
  .meta({ id: "ReadReceipt" });

const description =
  "Moves forward only, and never beyond the newest message; `unread: true` moves back. Told to your other devices.";

const markChannel = defineOperation({
  id: "readStates.markChannel",
  method: "POST",
  path: "/api/channels/{channel_id}/read",
  unknownFields: "ignore",
  summary: "Say how far you have read a channel",
  description,
  tag: "Read markers",
  scope: "channels:read",
  body,
  output: z.object({ receipt }),
  idempotency: "none",
  example: { channel_id: exampleIds.channel, seq: 1 },
  run: async (call) => {
    const { channel_id } = call.input;
    const viewer = await locateChannel(call, channel_id);
    visibleChannel((await call.app.states.of(viewer.workspace_id)).store, viewer, channel_id);
    return mark(call, viewer, { channel_id });
  },
});

const markDirect = defineOperation({
  id: "readStates.markDirect",
  method: "POST",
  path: "/api/dms/{direct_conversation_id}/read",
  unknownFields: "ignore",
  summary: "Say how far you have read a direct conversation",
  description,
  tag: "Read markers",
  scope: "dms:read",
  body,
  output: z.object({ receipt }),
  idempotency: "none",
  example: { direct_conversation_id: exampleIds.direct, seq: 1 },
  run: async (call) => {
    const { direct_conversation_id } = call.input;
    const viewer = await locateDirect(call, direct_conversation_id);
    visibleDirect((await call.app.states.of(viewer.workspace_id)).store, viewer, direct_conversation_id);
    return mark(call, viewer, { direct_conversation_id });
  },
});

export const readStateOperations = { markChannel, markDirect };

type NamedConversation = { readonly channel_id: string } | { readonly direct_conversation_id: string };

async function mark({ app, input }: Call<z.output<typeof body>>, viewer: Viewer, place: NamedConversation) {
  const { seq, unread, revision = null } = input;
  const [conversation_id = ""] = Object.values(place);
  const { state, moved, read_at } = await app.readMarkers.move(viewer, { conversation_id, seq, unread, revision });
  const told = { ...state, ...viewer, ...place, seq: state.last_read_seq };
  if (moved)
    await app.hub.tellUser(viewer.user_id, viewer.workspace_id, { type: signalOf(place), ...place, payload: told });
  return { body: { receipt: { ...told, last_read_at: read_at } } };
}

function signalOf(place: NamedConversation): "channel.read" | "dm.read" {
  return "channel_id" in place ? "channel.read" : "dm.read";
}
