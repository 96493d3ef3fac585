import { type Clock, jittered } from "../platform/clock";
import type { Invalidate } from "../replica/invalidations";
import type { Boot, Transport, WorkspaceCounts } from "../transport/transport";

export type WorkspaceListOptions = {
  readonly clock: Clock;
  readonly invalidate: Invalidate;
  readonly ask: Transport["workspaces"];
};

/** When a workspace's name changes, all its members ask again, spread over this time. */
const soon = { firstMs: 1_000 };
const attemptsMax = 4;

/**
 * The viewer's workspaces, for the switcher: from the boot, and requested again when the server says that they have changed.
 * Their unread counts stay as in the boot.
 */
export function createWorkspaceList({ clock, invalidate, ask }: WorkspaceListOptions) {
  let all: readonly WorkspaceCounts[] = [];
  let generation = 0;
  let cancel: (() => void) | null = null;

  /** Asks again, also if the list changes while a request is running. */
  function refresh(attempt = 0): void {
    generation += 1;
    const mine = generation;
    cancel?.();
    cancel = clock.after(jittered(clock, attempt, soon), () => void load(mine, attempt));
  }

  async function load(mine: number, attempt: number): Promise<void> {
    const answer = await ask().catch(() => null);
    if (mine !== generation) return;
    if (answer === null) {
      if (attempt + 1 < attemptsMax) refresh(attempt + 1);
      return;
    }
    const known = new Map(all.map((one) => [one.id, one]));
    const listed = answer.workspaces.map(({ id, name, slug, icon_url }) => ({
      ...(known.get(id) ?? { head: 0, unread_count: 0, mention_count: 0 }),
      ...{ id, name, slug, icon_url },
    }));
    const ids = new Set(listed.map(({ id }) => id));
    // With very many workspaces, the boot lists others too.
    all = answer.hasMore ? [...listed, ...all.filter(({ id }) => !ids.has(id))] : listed;
    invalidate("workspaces");
  }

  return {
    all: (): readonly WorkspaceCounts[] => all,
    begin: (boot: Boot): void => {
      generation += 1;
      cancel?.();
      all = boot.workspaces;
    },
    refresh: (): void => refresh(),
    stop: (): void => {
      generation += 1;
      cancel?.();
    },
  };
}

export type WorkspaceList = ReturnType<typeof createWorkspaceList>;
