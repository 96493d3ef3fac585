import { definitionOf } from "../../domain";
import type { WireEnvelope } from "../../domain/core/envelope.schema";

/** What boot brings, memberships first: they decide which messages are kept, and may be younger than those. */
export function inFoldingOrder(events: readonly WireEnvelope[]): WireEnvelope[] {
  const isWithin = ({ type }: WireEnvelope) => definitionOf(type)?.about === "content";
  return [...events.filter((event) => !isWithin(event)), ...events.filter(isWithin)];
}
