/** The bytes of a message besides its texts: its fields, author, reactions and thread. */
const bareBytes = 4_500;

/** The approximate size of a row of `messages` as JSON, in bytes. */
export const messageBytesSql = `${bareBytes} + octet_length(to_json(body)::text) + coalesce(octet_length(to_json(author_thinking)::text), 0)
  + coalesce(octet_length(to_json(quoted_body_snapshot)::text), 0) + octet_length(mentions::text)`;

/** The first rows of a selection of `messages`, at least one, that together are no larger than `bytesMax`. */
export function withinBytes(rows: string, { order, bytesMax }: { order: string; bytesMax: string }): string {
  return `(select * from (
    select *, sum(bytes) over (order by ${order}) as bytes_so_far from (select *, ${messageBytesSql} as bytes from (${rows}) as wanted) as sized
  ) as summed where bytes_so_far = bytes or bytes_so_far <= ${bytesMax}::float8)`;
}
