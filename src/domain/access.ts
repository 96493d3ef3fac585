import { definitionOf, typesThat } from ".";
import type { Envelope, Meaning } from "./core/events";

/** How an event changes read access, and for whom: `user_id` is null for everybody in its conversation. */
export type Access = {
  readonly to: "workspace" | "conversation";
  readonly change: NonNullable<Meaning["access"]>;
  readonly user_id: string | null;
};

/** The change of read access that an event makes; null for most events. */
export function accessIn(event: Envelope): Access | null {
  const meaning = definitionOf(event.type);
  if (meaning?.access === undefined) return null;
  return { to: levelOf(meaning), change: meaning.access, user_id: subjectIn(event) };
}

/** The person an event is about, if it names one. */
export function subjectIn({ payload }: Pick<Envelope, "payload">): string | null {
  if (typeof payload !== "object" || payload === null || !("user_id" in payload)) return null;
  return typeof payload.user_id === "string" ? payload.user_id : null;
}

/** The events by which one person enters a conversation. */
export const coming = typesThat((meaning) => levelOf(meaning) === "conversation" && meaning.access === "gives");

/** The events by which one person leaves a conversation. */
export const going = typesThat((meaning) => levelOf(meaning) === "conversation" && meaning.access === "takes");

/** The events by which one person enters or leaves a conversation. */
export const comingAndGoing = [...coming, ...going];

/** The events that decide what one person could read, and when. */
export const accessOfPeople = typesThat(({ access }) => access === "gives" || access === "takes" || access === "role");

function levelOf({ audience }: Meaning): Access["to"] {
  return audience === "conversation" ? "conversation" : "workspace";
}
