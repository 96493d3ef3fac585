import { z } from "zod";
import type { Ephemeral } from "../domain/ephemerals";
import { readStateSchema } from "../domain/read-states";
import type { Markers } from "./markers";
import type { Presence } from "./presence";
import type { Typing } from "./typing";

export type SignalListeners = { readonly typing: Typing; readonly presence: Presence; readonly markers: Markers };

const snapshot = z.object({ read_states: z.array(readStateSchema) });

/** Hands what happens besides the log to whom it concerns. */
export function hearSignal({ typing, presence, markers }: SignalListeners, ephemeral: Ephemeral): void {
  typing.hear(ephemeral);
  presence.hear(ephemeral);
  if (ephemeral.type === "channel.read" || ephemeral.type === "dm.read") {
    const read = readStateSchema.safeParse(ephemeral.payload);
    if (read.success) markers.take([read.data]);
  }
  if (ephemeral.type === "read_states.snapshot") {
    const read = snapshot.safeParse(ephemeral.payload);
    if (read.success) markers.take(read.data.read_states);
  }
}
