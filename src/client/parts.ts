import { createConnection } from "./connection";
import { createDrafts } from "./drafts";
import type { EngineOptions } from "./engine";
import { createLoader } from "./loader";
import { createMarkers } from "./markers";
import { createOnScreen } from "./on-screen";
import { Outbox } from "./outbox/outbox";
import { createPeopleLoader } from "./people-loader";
import { createPresence } from "./presence";
import type { MembershipEnding } from "./replica/listener";
import { Replica } from "./replica/replica";
import { hearSignal } from "./signals";
import type { Touch } from "./touched";
import type { Boot } from "./transport";
import { createTyping } from "./typing";
import { createWorkspaceList } from "./workspace-list";

export type Course = {
  /** True between a boot and whatever ends it. */
  isReady(): boolean;
  /** What it was last begun from. */
  booted(): Boot | null;
  /** What is held cannot be continued: boot. */
  begin(): void;
  /** What the viewer may see has changed, or is over. */
  membershipChanged(ending: MembershipEnding | null): void;
  /** The session is over. */
  signedOut(): void;
};

/** The parts of an engine, each told what it has to know of the others; `course` decides when they run. */
export function createParts(options: EngineOptions, touch: Touch, course: Course) {
  const { clock, storage, transport } = options;
  const replica = new Replica({
    touch,
    onOwnMessage: (message) => {
      const conversationId = message.channel_id ?? message.direct_conversation_id ?? "";
      if (outbox.confirm(message) && message.channel_seq !== null) markers.mark(conversationId, message.channel_seq);
    },
    onWritten: (conversationId, authorId) => typing.wrote(conversationId, authorId),
    onUnknownChannel: (id) => loader.loadUnknown(id),
    // Asking for it is how its screen learns that it is gone.
    onLost: (id) => conversations.ids().includes(id) && void loader.fill(id),
    onParted: (userId) => people.wantAgain(userId),
    onMembershipChanged: course.membershipChanged,
  });
  const outbox = new Outbox({
    clock,
    storage,
    send: ({ command }) => transport.send(command, replica.workspaceId),
    position: () => replica.position,
    onChange: () => touch("failures"),
    onSignedOut: () => connection.signedOut(),
  });
  const loader = createLoader({ replica, transport, touch });
  const people = createPeopleLoader({
    clock,
    replica,
    transport,
    onLearned: (userId) => {
      touch("member", userId);
      typing.introduced(userId);
    },
  });
  const markers = createMarkers({ clock, replica, send: transport.markRead });
  const presence = createPresence({ clock, touch, watch: (ids) => connection.watchPresence(ids) });
  const drafts = createDrafts({ storage, touch });
  const workspaces = createWorkspaceList({ clock, touch, ask: transport.workspaces });
  const typing = createTyping({
    clock,
    touch,
    viewerId: () => replica.viewerId,
    placeOf,
    publish: (type, place, payload) =>
      void transport.publish(replica.workspaceId, type, place, payload).catch(() => undefined),
  });
  const connection = createConnection({
    clock,
    open: transport.openStream,
    resumeFrom: () => ({
      workspaceId: replica.workspaceId,
      after: replica.position,
      presenceOf: presence.shown(),
      elsewhere: streamsElsewhere(course.booted()),
    }),
    onBatch: (batch) => {
      const followed = replica.takeBatch(batch);
      outbox.settle();
      return followed;
    },
    onEphemerals: (ephemerals) => {
      for (const ephemeral of ephemerals) hearSignal({ typing, presence, markers, workspaces }, ephemeral);
    },
    onLive: ({ isAgain }) => {
      // What was said meanwhile about the viewer's workspaces was said to nobody.
      if (isAgain) workspaces.refresh();
      outbox.resume();
      for (const id of conversations.ids()) if (loader.stateOf("timeline", id).failure) void loader.fill(id);
      for (const id of threads.ids()) if (loader.stateOf("thread", id).failure) void loader.fillThread(id);
    },
    onGone: course.begin,
    onSignedOut: course.signedOut,
    onChange: () => touch("connection"),
  });
  const conversations = createOnScreen({
    onEnter: (id) => {
      markers.opened(id);
      replica.setOpen(id, true);
      if (course.isReady()) void loader.fill(id);
    },
    onLeave: (id) => replica.setOpen(id, false),
  });
  const threads = createOnScreen({
    onEnter: (rootId) => {
      if (course.isReady()) void loader.fillThread(rootId);
    },
    onLeave: (rootId) => replica.closeThread(rootId),
  });

  function placeOf(conversationId: string) {
    const isDirect = replica.store.get("direct", conversationId) !== undefined || conversationId.startsWith("dm_");
    return isDirect ? { direct_conversation_id: conversationId } : { channel_id: conversationId };
  }

  return {
    replica,
    outbox,
    loader,
    people,
    markers,
    presence,
    drafts,
    typing,
    workspaces,
    connection,
    conversations,
    threads,
    placeOf,
  };
}

export type EngineParts = ReturnType<typeof createParts>;

function streamsElsewhere(boot: Boot | null): string | null {
  return boot?.features.realtime_tickets ? boot.realtime_url : null;
}
