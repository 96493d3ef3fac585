/** The size of the texts of a row of `messages` as JSON, in bytes. An event has its nonce and whom it calls twice. */
export const textBytesSql = `octet_length(to_json(body)::text) + coalesce(octet_length(to_json(author_thinking)::text), 0)
  + coalesce(octet_length(to_json(quoted_body_snapshot)::text), 0) + 2 * octet_length(mentions::text)
  + 2 * coalesce(octet_length(to_json(nonce)::text), 0) + coalesce(octet_length(to_json(turn_id)::text), 0)
  + coalesce(octet_length(to_json(author_model)::text), 0) + coalesce(octet_length(to_json(author_runtime)::text), 0)`;

/**
 * The most that a message has in an answer besides its texts: its fields, author, thread, and reactions of some twenty kinds. A
 * whole answer has room for the largest page of short messages.
 */
const besideTextsBytes = 4_500;

/** The first rows of a selection of `messages`, at least one, that together are no larger than `bytesMax`. */
export function withinBytes(rows: string, { order, bytesMax }: { order: string; bytesMax: string }): string {
  return `(select * from (
    select *, sum(bytes) over (order by ${order}) as bytes_so_far from (select *, ${besideTextsBytes} + ${textBytesSql} as bytes from (${rows}) as wanted) as sized
  ) as summed where bytes_so_far = bytes or bytes_so_far <= ${bytesMax}::float8)`;
}
