import type { Change } from "../../domain/state";
import type { Outbox } from "../outbox/outbox";
import { overlaid, type Screen } from "../outbox/overlay";
import type { Pending } from "../outbox/pending";
import type { Replica } from "../replica/replica";
import type { Touch } from "../replica/touched";
import { touchChanges } from "../replica/touching";

const nothing: readonly Change[] = [];

/**
 * The state that screens show, made again when the confirmed state or the pending commands have changed. Whatever the pending commands
 * made of it before or make of it now is touched.
 */
export function createScreen(replica: Replica, outbox: Outbox, touch: Touch) {
  let made: { screen: Screen; pendings: readonly Pending[]; store: unknown; version: number } | null = null;

  function current(): Screen {
    const pendings = outbox.list();
    const { store } = replica;
    if (made?.pendings === pendings && made.store === store && made.version === store.version) return made.screen;
    const { viewerId, workspaceId } = replica;
    const before = made?.screen;
    const screen = overlaid(store, pendings, { viewerId, workspaceId });
    made = { screen, pendings, store, version: store.version };
    touchChanges(before?.state ?? store, before?.changes ?? nothing, touch);
    touchChanges(screen.state, screen.changes, touch);
    return screen;
  }

  return current;
}
