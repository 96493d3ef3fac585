import type { ConversationView } from "../../client/views/shapes";
import type { Role } from "../../domain/core/roles";

type Channel = Pick<ConversationView, "archived" | "is_member" | "kind">;

/** Whether a member may add people to a channel. Mirrors the server's rule (`channel.add_member`). */
export function mayAddPeople(channel: Channel, self: { readonly role: Role } | undefined): boolean {
  return (
    channel.kind !== "direct" && channel.is_member && !channel.archived && self !== undefined && self.role !== "guest"
  );
}
