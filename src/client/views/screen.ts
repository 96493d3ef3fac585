import type { Change } from "../../domain/state";
import type { Outbox } from "../outbox/outbox";
import { overlaid, type Screen } from "../outbox/overlay";
import type { Pending } from "../outbox/pending";
import { type Invalidate, invalidateChanged } from "../replica/invalidations";
import type { Replica } from "../replica/replica";

const nothing: readonly Change[] = [];

/**
 * The state that screens show: the replica with the pending commands on top, built again when either has changed. Everything that
 * the pending commands changed before, or change now, is invalidated.
 */
export function createScreen(replica: Replica, outbox: Outbox, invalidate: Invalidate) {
  let made: { screen: Screen; pendings: readonly Pending[]; store: unknown; version: number } | null = null;

  function current(): Screen {
    const pendings = outbox.list();
    const { store } = replica;
    if (made?.pendings === pendings && made.store === store && made.version === store.version) return made.screen;
    const { viewerId, workspaceId } = replica;
    const before = made?.screen;
    const screen = overlaid(store, pendings, { viewerId, workspaceId });
    made = { screen, pendings, store, version: store.version };
    invalidateChanged(before?.state ?? store, before?.changes ?? nothing, invalidate);
    invalidateChanged(screen.state, screen.changes, invalidate);
    return screen;
  }

  return current;
}
