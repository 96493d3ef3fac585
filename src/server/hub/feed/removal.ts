// Feed → reader. In: a former member and a cursor. Out: the event that removed them, if it comes after the cursor.
import { accessIn } from "../../../domain/access";
import type { HotState } from "../../log/hot-states";
import type { Delivered } from "./delivered";
import type { Feed } from "./feed";
import type { ReadFrom } from "./reader";

/** The event that removed a viewer from the workspace, if it comes after their cursor. It is the last one that they get. */
export async function findRemoval(
  feed: Feed,
  { store }: HotState,
  { viewer, after }: ReadFrom,
): Promise<Delivered | null> {
  const member = store.get("member", viewer.user_id);
  if (!member || member.left_at === null || member.cursor <= after) return null;
  if (member.cursor > feed.head) await feed.catchUp();
  const { events } = await feed.page(member.cursor - 1);
  return events.find(({ event }) => event.cursor === member.cursor && accessIn(event)?.change === "takes") ?? null;
}
