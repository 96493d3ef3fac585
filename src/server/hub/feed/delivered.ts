// Log → tail. In: one event. Out: the same event with its JSON, encoded once for all readers.
import type { Event } from "../../../domain";
import { envelopeBytesMax, toWire } from "../../../domain/core/events";
import { readsEveryText, type TextReader, textScopes } from "../../../domain/messages/readable-texts";
import { withoutTexts } from "../../../domain/readable-events";

/**
 * An event on its way to readers. Its JSON is encoded on first use and shared by all of them. A class, because a
 * getter in an object literal is a new pair of functions each time. V8 keeps these, with everything they close over,
 * until the next full collection.
 */
export class Delivered {
  readonly event: Event;
  /** Whether it is present state that became visible with the event before it. */
  readonly compacted: boolean;
  private made: string | undefined = undefined;
  /** Copies without the texts that some tokens may not read, keyed by the texts that those tokens may read. */
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

  /** The event as a reader may see it: the same object unless it carries a text that their token may not read. */
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

/** A key for the texts that a reader may read: readers with equal keys get equal events. */
export function textsOf({ user_id, scopes }: TextReader): string {
  if (readsEveryText(scopes)) return "";
  return [user_id, ...textScopes.filter((scope) => scopes?.has(scope))].join();
}

/** The events that a viewer gets at once: every event visible to them in `(after, upto]`. */
export type Frame = {
  readonly after: number;
  readonly upto: number;
  readonly events: readonly Delivered[];
  /** True on the frame, possibly an empty one, with which a stream first reaches the present. */
  readonly caughtUp: boolean;
};

/** The size of an event as JSON in bytes, or slightly more. */
export function weigh({ payload }: Event): number {
  return envelopeBytesMax + Buffer.byteLength(JSON.stringify(payload));
}
