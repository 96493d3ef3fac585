/** What a screen may have to look at again. */
export type Topic =
  | "message"
  | "timeline"
  | "newest"
  | "thread"
  | "conversation"
  | "member"
  | "read_state"
  | "typing"
  | "presence"
  | "session"
  | "workspaces"
  | "connection"
  | "failures"
  | "drafts";

export type Touch = (topic: Topic, id?: string) => void;

/** Collects what changed until the next frame, so that any number of events costs one look. */
export class Touched {
  private ids = new Map<Topic, Set<string>>();
  private readonly onFirst: () => void;

  constructor(onFirst: () => void) {
    this.onFirst = onFirst;
  }

  readonly touch: Touch = (topic, id = "") => {
    const first = this.ids.size === 0;
    const ids = this.ids.get(topic);
    if (ids) ids.add(id);
    else this.ids.set(topic, new Set([id]));
    if (first) this.onFirst();
  };

  /** What was touched of one topic so far. */
  of(topic: Topic): readonly string[] {
    return [...(this.ids.get(topic) ?? [])];
  }

  /** Hands over what was collected and begins anew. */
  drain(): ReadonlyMap<Topic, ReadonlySet<string>> {
    const { ids } = this;
    this.ids = new Map();
    return ids;
  }
}
