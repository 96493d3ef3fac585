/**
 * What SQL looks up in the payloads of the log, and what a deletion finds their texts by. Both see a payload as it was written, so
 * an upcast must leave these where they are, with the same values.
 */
export const payloadPaths = [
  ["user_id"],
  ["message_id"],
  ["emoji"],
  ["channel", "name"],
  ["workspace", "slug"],
  ["member", "role"],
  ["message", "id"],
  ["message", "quoted_message_id"],
] as const;
