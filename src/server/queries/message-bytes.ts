/** What a message takes beside its texts: its fields, author, reactions and thread. */
const bareBytes = 4_500;

/** Roughly how many bytes a row of `messages` takes as JSON. */
export const messageBytesSql = `${bareBytes} + octet_length(to_json(body)::text) + coalesce(octet_length(to_json(author_thinking)::text), 0)
  + coalesce(octet_length(to_json(quoted_body_snapshot)::text), 0) + octet_length(mentions::text)`;

/** The first rows of a selection of `messages`, one at least, that are no more than so many bytes together. */
export function withinBytes(rows: string, { order, bytesMax }: { order: string; bytesMax: string }): string {
  return `(select * from (
    select *, sum(bytes) over (order by ${order}) as bytes_so_far from (select *, ${messageBytesSql} as bytes from (${rows}) as wanted) as sized
  ) as summed where bytes_so_far = bytes or bytes_so_far <= ${bytesMax}::float8)`;
}
