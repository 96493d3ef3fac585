// Ephemerals → subscriber. In: ephemerals that concern a viewer. Out: the same, handed to a listener after the present state.
import type { Ephemeral } from "../../../domain/ephemerals/rules";
import type { LiveViewer } from "../feed/visibility";

/** The ephemerals that a subscriber wants. */
export type Interests = {
  /** The people whose presence to send. Their present status comes first. */
  readonly user_ids?: readonly string[];
  /** Typing and progress of these conversations only. Default: every visible one. */
  readonly conversation_ids?: readonly string[];
  /** Begins with all of the viewer's read markers. */
  readonly read_states?: boolean;
};

/** Receives the ephemerals of one subscription. */
export type EphemeralListener = {
  receive(ephemeral: Ephemeral): void;
  /** Called once, with the reason, when the hub ends the subscription; not when the subscriber leaves by itself. */
  end(reason: Error): void;
};

/** One subscription in the hub. A class, not closures, since thousands reconnect at once. */
export class EphemeralSubscriber {
  readonly viewer: LiveViewer;
  /** Sets, since each ephemeral looks them up. */
  readonly people: ReadonlySet<string>;
  readonly conversations: ReadonlySet<string> | null;
  private readonly listener: EphemeralListener;
  private readonly onLeft: () => void;
  private isOver = false;
  /** The ephemerals from before the present state was sent; null once it was. */
  private early: Ephemeral[] | null = [];

  /** `onLeft` is called when the subscription is over. */
  constructor(viewer: LiveViewer, interests: Interests, listener: EphemeralListener, onLeft: () => void) {
    this.viewer = viewer;
    this.people = new Set(interests.user_ids);
    this.conversations = interests.conversation_ids === undefined ? null : new Set(interests.conversation_ids);
    this.listener = listener;
    this.onLeft = onLeft;
  }

  /** Sends the present state, then the ephemerals that have arrived since. */
  open(standing: readonly Ephemeral[]): void {
    const early = this.early ?? [];
    this.early = null;
    for (const ephemeral of [...standing, ...early]) this.receive(ephemeral);
  }

  receive(ephemeral: Ephemeral): void {
    if (this.isOver) return;
    if (this.early === null) this.listener.receive(ephemeral);
    else this.early.push(ephemeral);
  }

  /** Ends it with an error. */
  end(reason: Error): void {
    if (this.isOver) return;
    this.leave();
    this.listener.end(reason);
  }

  /** Ends it because its subscriber has left. Safe to repeat. */
  leave(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.onLeft();
  }
}
