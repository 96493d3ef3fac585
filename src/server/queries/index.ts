import type pg from "pg";
import type { ReadState } from "../../domain/read-states/rules";
import type { HotStates } from "../log/hot-states";
import { type BootQueries, createBootQueries } from "./boot";
import { type ChannelQueries, createChannelQueries } from "./channels";
import { createDirectQueries, type DirectQueries } from "./directs";
import { createFormerNames } from "./former-names";
import { createLocate, type Locate } from "./locate";
import { createMemberQueries, type MemberQueries } from "./members";
import { createMessageQueries, type MessageQueries } from "./messages";
import { createOwnBotQueries, type OwnBotQueries } from "./own-bots";
import { createPinQueries, type PinQueries } from "./pins";
import { readReadStates, trackedConversations } from "./read-states";
import { createThreadQueries, type ThreadQueries } from "./threads";
import { type Viewer, view } from "./viewing";
import { createWorkspaceQueries, type WorkspaceQueries } from "./workspaces";

/** Every read of a workspace. Each takes a viewer and throws `not_found` for anything that the viewer may not know of (I9). */
export type Queries = {
  readonly locate: Locate;
  readonly workspaces: WorkspaceQueries;
  readonly members: MemberQueries;
  readonly channels: ChannelQueries;
  readonly directs: DirectQueries;
  readonly messages: MessageQueries;
  readonly threads: ThreadQueries;
  readonly pins: PinQueries;
  readonly boot: BootQueries;
  readonly ownBots: OwnBotQueries;
  /** The viewer's read state in each of their own conversations. */
  readStates(viewer: Viewer): Promise<ReadState[]>;
};

export function createQueries(pool: pg.Pool, states: HotStates): Queries {
  const locate = createLocate(pool);
  const formerNames = createFormerNames(pool);
  return {
    locate,
    workspaces: createWorkspaceQueries(pool, states, formerNames),
    members: createMemberQueries(pool, states),
    channels: createChannelQueries(pool, { states, locate, formerNames }),
    directs: createDirectQueries(pool, states, locate),
    messages: createMessageQueries(pool, states, locate),
    threads: createThreadQueries(pool, states, locate),
    pins: createPinQueries(pool, states, locate),
    boot: createBootQueries(pool, states),
    ownBots: createOwnBotQueries(pool),
    readStates: async (viewer) => {
      const { store } = await view(states, viewer);
      return readReadStates(pool, viewer.user_id, trackedConversations(store, viewer.user_id));
    },
  };
}
