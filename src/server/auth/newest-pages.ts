import { limits } from "../../domain/core/limits";
import { decodeCursor, encodeCursor, type ListPaging } from "../queries/list-pages";

export type { ListPaging };

export const firstPage: ListPaging = { limit: limits.pageSizeMax };

type Row = { readonly id: string; readonly created_at: Date };

/** The parts that one page adds to a query of rows by age. */
type Range = {
  readonly where: {
    OR?: ({ created_at: { lt: Date } } | { created_at: Date; id: { lt: string } })[];
  };
  readonly order: { orderBy: [{ created_at: "desc" }, { id: "desc" }]; take: number };
};

/** A page of rows, newest first. Throws `invalid_input` for a cursor that was not issued here. */
export async function readPage<R extends Row>(
  { cursor, limit }: ListPaging,
  read: (range: Range) => Promise<R[]>,
): Promise<{ readonly items: R[]; readonly next_cursor: string | null }> {
  const rows = await read({
    where: cursor === undefined ? {} : before(cursor),
    order: { orderBy: [{ created_at: "desc" }, { id: "desc" }], take: limit + 1 },
  });
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return { items, next_cursor: hasMore ? encodeCursor([last.created_at.toISOString(), last.id]) : null };
}

function before(cursor: string): Range["where"] {
  const [text, id] = decodeCursor(cursor);
  const created_at = new Date(Number.isNaN(Date.parse(text)) ? 0 : text);
  return { OR: [{ created_at: { lt: created_at } }, { created_at, id: { lt: id } }] };
}
