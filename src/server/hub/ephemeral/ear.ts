import type { Ephemeral } from "../../../domain/ephemerals/rules";
import type { LiveViewer } from "../feed/visibility";

/** What a listener wants to be told. */
export type Interests = {
  /** The people whose comings and goings matter; it begins with how they stand. */
  readonly user_ids?: readonly string[];
  /** Typing and progress only of these conversations; of all that are visible when left out. */
  readonly conversation_ids?: readonly string[];
  /** Begin with the viewer's read markers, whole. */
  readonly read_states?: boolean;
};

/** Who is told what happens besides the log. */
export type Listener = {
  hear(ephemeral: Ephemeral): void;
  /** Told once that it is over, and why; not when the listener itself has stopped. */
  end(reason: Error): void;
};

/** One listener as the hub knows it; an object rather than closures, since thousands come back at once. */
export class Ear {
  readonly viewer: LiveViewer;
  /** To look somebody or something up at each thing that is told, however many are of interest. */
  readonly people: ReadonlySet<string>;
  readonly conversations: ReadonlySet<string> | null;
  private readonly listener: Listener;
  private readonly left: () => void;
  private isOver = false;
  /** What was said before it has been told how things stand. */
  private early: Ephemeral[] | null = [];

  /** `left` is called when it is over. */
  constructor(viewer: LiveViewer, interests: Interests, listener: Listener, left: () => void) {
    this.viewer = viewer;
    this.people = new Set(interests.user_ids);
    this.conversations = interests.conversation_ids === undefined ? null : new Set(interests.conversation_ids);
    this.listener = listener;
    this.left = left;
  }

  /** Begins with how things stand. */
  open(standing: readonly Ephemeral[]): void {
    const early = this.early ?? [];
    this.early = null;
    for (const ephemeral of [...standing, ...early]) this.hear(ephemeral);
  }

  hear(ephemeral: Ephemeral): void {
    if (this.isOver) return;
    if (this.early === null) this.listener.hear(ephemeral);
    else this.early.push(ephemeral);
  }

  /** Ends it with an error. */
  end(reason: Error): void {
    if (this.isOver) return;
    this.leave();
    this.listener.end(reason);
  }

  /** Ends it because its listener has gone. Safe to repeat. */
  leave(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.left();
  }
}
