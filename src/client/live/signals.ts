import type { Ephemeral } from "../../domain/ephemerals/rules";
import type { ReadState } from "../../domain/read-states/rules";
import type { Markers } from "../markers/markers";
import { field, listIn } from "../platform/reading";
import type { PreferencesPart } from "./preferences";
import type { Presence } from "./presence";
import type { Typing } from "./typing";
import type { WorkspaceList } from "./workspace-list";

export type SignalListeners = {
  readonly typing: Typing;
  readonly presence: Presence;
  readonly markers: Markers;
  readonly workspaces: WorkspaceList;
  readonly preferences: PreferencesPart;
};

/** Passes a signal, which is not in the log, to the parts that it concerns. */
export function receiveSignal(listeners: SignalListeners, ephemeral: Ephemeral): void {
  const { typing, presence, markers, workspaces, preferences } = listeners;
  if (ephemeral.type === "workspaces.changed") workspaces.refresh();
  if (ephemeral.type === "preferences.updated") preferences.signalled();
  typing.receive(ephemeral);
  presence.receive(ephemeral);
  if (ephemeral.type === "channel.read" || ephemeral.type === "dm.read")
    markers.take([ephemeral.payload].filter(isReadState));
  if (ephemeral.type === "read_states.snapshot")
    markers.take(listIn(ephemeral.payload.read_states).filter(isReadState));
}

function isReadState(value: unknown): value is ReadState {
  const counts = ["last_read_seq", "unread_count", "mention_count", "revision"];
  return (
    typeof field(value, "conversation_id") === "string" && counts.every((name) => Number.isInteger(field(value, name)))
  );
}
