// Log → tail. In: one event. Out: the same event with its JSON, which is made once for everybody who receives it.
import type { Event } from "../../../domain";
import { toWire } from "../../../domain/core/events";
import { readsEveryText, type TextReader, textScopes } from "../../../domain/messages/readable-texts";
import { withoutTexts } from "../../../domain/readable-events";

/**
 * An event on its way to readers. Its JSON is made when first asked for and shared by everybody who receives it. A class, for a
 * getter in an object literal is a new pair of functions each time, which V8 keeps, with all that they see, until it next collects
 * everything.
 */
export class Delivered {
  readonly event: Event;
  /** Whether it is present state that came into sight with the event before it. */
  readonly compacted: boolean;
  private made: string | undefined = undefined;
  /** The same without the texts that some tokens may not read, by what these may read. */
  private lesser: Map<string, Delivered> | undefined = undefined;

  constructor(event: Event, { compacted = false } = {}) {
    this.event = event;
    this.compacted = compacted;
  }

  /** The canonical envelope as JSON. */
  get wire(): string {
    this.made ??= JSON.stringify(toWire(this.event, { compacted: this.compacted }));
    return this.made;
  }

  /** As a reader may have it: itself unless it carries a text that their token may not read. */
  for(reader: TextReader): Delivered {
    const event = withoutTexts(this.event, reader);
    if (event === this.event) return this;
    const key = textsOf(reader);
    this.lesser ??= new Map();
    const known = this.lesser.get(key) ?? new Delivered(event, { compacted: this.compacted });
    this.lesser.set(key, known);
    return known;
  }
}

/** A name of what a reader may read: whoever has the same one is told the same. */
export function textsOf({ user_id, scopes }: TextReader): string {
  if (readsEveryText(scopes)) return "";
  return [user_id, ...textScopes.filter((scope) => scopes?.has(scope))].join();
}

/** What a viewer is given at once: every event visible to them in `(after, upto]`. */
export type Batch = {
  readonly after: number;
  readonly upto: number;
  readonly events: readonly Delivered[];
  /** On the batch, perhaps an empty one, with which a stream has reached the present for the first time. */
  readonly caughtUp: boolean;
};

const envelopeBytes = 640;

/** How many bytes an event takes as JSON, or a few more. */
export function weigh({ payload }: Event): number {
  return envelopeBytes + Buffer.byteLength(JSON.stringify(payload));
}
