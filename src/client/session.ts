import { isReadable } from "../domain";
import type { PageMessage } from "./platform/storage";
import type { Invalidate } from "./replica/invalidations";
import type { MembershipEnding } from "./replica/replica";
import { type BootStatus, createBooting, type Parting } from "./transport/booting";
import { noteNewerVersion } from "./transport/builds";
import type { Boot } from "./transport/transport";
import type { EngineOptions, Wiring } from "./wiring";

/** The key and the topic by which storage and other pages know who is signed in. */
const viewerKey = "viewer";

/** The session of an engine: it boots, follows the stream, boots again when the stream cannot be continued, and ends. */
export function createSession(options: EngineOptions, invalidate: Invalidate, wiring: () => Wiring) {
  const { clock, storage, transport } = options;
  let status: BootStatus = { state: "booting", error: null };
  let booted: Boot | null = null;
  let boots = 0;
  let unwatch: (() => void) | null = null;
  /** Whether storage knows who is signed in. */
  let isViewerKept = false;
  /** Whether the viewer is signing out in this page. */
  let isLeaving = false;
  /** Whether somebody else has signed in since the last boot. */
  let isAnothers = false;
  /** How the membership ended, according to the stream. The next boot shows whether that still holds. */
  let ending: MembershipEnding | null = null;

  const booting = createBooting({
    clock,
    ask: () => {
      const { replica, conversations } = wiring();
      return transport.boot({
        workspaceId: options.workspaceId ?? (replica.workspaceId || undefined),
        conversationId: conversations.ids()[0] ?? options.conversationId,
      });
    },
    take,
    onStatus: (next) => {
      if (next.state === "booting") wiring().troubles.fail("boot");
      else wiring().troubles.pass("boot");
      if (next.state === "signed_out") wiring().connection.signedOut();
      else if (next.state === "no_workspace") outside();
      // Local data can be read and written while the server cannot be reached.
      else if (next.state !== "booting" || status.state !== "ready") show(next);
    },
  });

  function begin(): void {
    wiring().connection.stop();
    booting.begin();
  }

  /** Starts from a boot, with the data that earlier pages stored, and loads what is on screen. */
  function take(answer: Boot): void {
    if (!answer.events.every(isReadable)) {
      noteNewerVersion();
      wiring().troubles.pass("boot");
      show({ state: "failed", error: "Parley was updated. Load this page again." });
      return;
    }
    const {
      replica,
      outbox,
      loader,
      people,
      drafts,
      markers,
      workspaces,
      preferences,
      connection,
      conversations,
      threads,
      troubles,
    } = wiring();
    const was = booted?.login.id === answer.login.id ? booted : null;
    const isAnother = booted !== null && was === null;
    booted = answer;
    boots += 1;
    isAnothers = false;
    if (isAnother) {
      outbox.close();
      drafts.clear();
      markers.close();
    }
    troubles.pass("boot");
    isViewerKept = storage.set(viewerKey, answer.login.id);
    storage.broadcast(viewerKey, answer.login.id);
    loader.clear();
    people.clear();
    workspaces.begin(answer);
    preferences.begin(answer);
    replica.reset(answer);
    outbox.settle();
    if (answer.workspace === null) {
      outside(was, isAnother);
      return;
    }
    ending = null;
    const owner = `${answer.login.id}/${answer.workspace.id}`;
    outbox.open(owner);
    drafts.open(owner);
    markers.open(owner);
    show({ state: "ready", error: null });
    connection.start(answer.heartbeat);
    for (const id of conversations.ids()) void loader.fill(id);
    for (const id of threads.ids()) void loader.fillThread(id);
  }

  /** Not a member, or no longer one: only unsent data of the workspace stays. */
  function outside(was = booted, isAnother = false): void {
    wiring().replica.clear();
    show({ state: "no_workspace", error: null, parting: isAnother ? null : partingFrom(was) });
  }

  /** Receives the changes and messages of the other pages of this browser. */
  function receive(message: PageMessage): void {
    if (message.type === "cleared") forget();
    else if (message.type === "sent" && message.topic === viewerKey) followViewer(message.value);
    else for (const part of [wiring().outbox, wiring().drafts]) part.receive(message);
  }

  /** Another person has signed in with this browser: nothing may continue here in the previous person's name. */
  function followViewer(viewerId: unknown): void {
    if (booted === null || (viewerId === booted.login.id && !isAnothers)) return;
    isAnothers = true;
    const { outbox, markers, preferences } = wiring();
    outbox.pause();
    markers.leave();
    preferences.leave();
    begin();
  }

  /** The notice for a person who was here, on this page or on an earlier one that knew the workspace. */
  function partingFrom(was: Boot | null): Parting | null {
    if (was === null && options.workspaceId === undefined) return null;
    return { reason: ending ?? "gone", workspace: was?.workspace?.name ?? null };
  }

  function membershipChanged(how: MembershipEnding | null): void {
    ending = how;
    begin();
  }

  /** The session is over. Texts that were written here and not sent wait for their author. */
  function signedOut(): void {
    booting.stop();
    if (status.state === "signed_out") return;
    // Also for a person who was signed in on an earlier page of this workspace and has not signed out.
    const isNotified = (booted !== null || options.workspaceId !== undefined) && !isLeaving;
    show({
      state: "signed_out",
      error: null,
      parting: isNotified ? { reason: "session_over", workspace: null } : null,
    });
  }

  /** Unsent commands are sent while somebody is signed in, and kept otherwise. */
  function show(next: BootStatus): void {
    status = next;
    if (next.state !== "ready" && next.state !== "booting") wiring().outbox.pause();
    invalidate("connection");
  }

  /** Drops everything of this person from this page. */
  function forget(): void {
    const { connection, outbox, drafts, markers, preferences, replica, troubles } = wiring();
    connection.signedOut();
    troubles.clear();
    outbox.close();
    drafts.clear();
    markers.close();
    preferences.leave();
    replica.clear();
    booted = null;
  }

  return {
    begin,
    /** Checks what other pages did while this one slept. */
    lookAround: (): void => {
      if (isViewerKept) followViewer(storage.get(viewerKey));
      wiring().drafts.look();
    },
    membershipChanged,
    signedOut,
    status: (): BootStatus => status,
    booted: (): Boot | null => booted,
    boots: (): number => boots,
    isReady: (): boolean => status.state === "ready" && !isAnothers,
    /** Retries at once a boot that waits for the server or has failed. */
    wake: (): void => (status.state === "failed" ? begin() : booting.wake()),
    start: (): void => {
      unwatch ??= storage.onMessage(receive);
      begin();
    },
    stop: (): void => {
      booting.stop();
      wiring().connection.stop();
      wiring().workspaces.stop();
      wiring().preferences.leave();
      unwatch?.();
      unwatch = null;
    },
    /** Ends the session and deletes all its stored data, in the other pages of this browser too. */
    signOut: async (): Promise<void> => {
      isLeaving = true;
      await transport.signOut().catch(() => undefined);
      forget();
      storage.clear();
    },
  };
}
