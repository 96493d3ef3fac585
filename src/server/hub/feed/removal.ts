// Log → reader. In: a viewer who is no member any more, and a cursor. Out: the event that removed them, if it lies after it.
import { accessIn } from "../../../domain/access";
import type { HotState } from "../../log/hot-states";
import type { Delivered } from "./delivered";
import type { Line } from "./line";
import type { ReadFrom } from "./reader";

/** The event that took the workspace from a viewer, when it lies after their place: the last thing that they are told. */
export async function findRemoval(
  line: Line,
  { store }: HotState,
  { viewer, after }: ReadFrom,
): Promise<Delivered | null> {
  const member = store.get("member", viewer.user_id);
  if (!member || member.left_at === null || member.cursor <= after) return null;
  if (member.cursor > line.head) await line.catchUp();
  const { events } = await line.page(member.cursor - 1);
  return events.find(({ event }) => event.cursor === member.cursor && accessIn(event)?.change === "takes") ?? null;
}
