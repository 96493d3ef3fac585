import type { Envelope } from "../../domain/core/events";

/** The newest events of the stream, kept so that they can be replayed over a page that was read before them. */
export class RecentEvents {
  private events: Envelope[] = [];
  private readonly max: number;
  /** Every visible event after this cursor is held. */
  floor: number;

  constructor(floor: number, max = 2_000) {
    this.floor = floor;
    this.max = max;
  }

  push(event: Envelope): void {
    this.events.push(event);
    if (this.events.length < this.max * 1.5) return;
    this.events = this.events.slice(-this.max);
    this.floor = (this.events[0]?.cursor ?? this.floor + 1) - 1;
  }

  /** The events after a cursor, oldest first; null when some of them are no longer held. */
  after(cursor: number): readonly Envelope[] | null {
    if (cursor < this.floor) return null;
    return this.events.slice(this.indexAfter(cursor));
  }

  private indexAfter(cursor: number): number {
    let low = 0;
    let high = this.events.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.events[middle]?.cursor ?? 0) <= cursor) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
