import { invalid } from "../../domain/core/errors";

/** The wanted part of a list: after the cursor of the previous page, or from the beginning. */
export type ListPaging = { readonly cursor?: string | undefined; readonly limit: number };

export type ListPage<T> = {
  readonly items: T[];
  /** Null at the end. */
  readonly next_cursor: string | null;
  readonly has_more: boolean;
};

/** The position of an item in a list: by its text, then by its id. */
export type ListPosition = readonly [text: string, id: string];

export type ListOrder<T> = {
  readonly placeOf: (item: T) => ListPosition;
  /** The order of two texts. The default is by code units. */
  readonly compare?: (one: string, other: string) => number;
  readonly descending?: boolean;
};

/**
 * A page of a list that may be very long. Only items that may be on the page are sorted, so a page costs one look at each item.
 * Throws `invalid_input` for a cursor that was not issued here.
 */
export function selectPage<T>(items: Iterable<T>, order: ListOrder<T>, { cursor, limit }: ListPaging): ListPage<T> {
  const follows = comparer(order);
  const after = cursor === undefined ? null : decodeCursor(cursor);
  const first: { readonly item: T; readonly place: ListPosition }[] = [];
  for (const item of items) {
    const place = order.placeOf(item);
    if (after !== null && follows(place, after) <= 0) continue;
    const last = first.length > limit ? first[limit] : undefined;
    if (last !== undefined && follows(place, last.place) > 0) continue;
    first.splice(
      indexFor(first, (other) => follows(other.place, place) > 0),
      0,
      { item, place },
    );
    first.length = Math.min(first.length, limit + 1);
  }
  const page = first.slice(0, limit);
  const has_more = first.length > limit;
  return {
    items: page.map(({ item }) => item),
    next_cursor: has_more ? encodeCursor(page.at(-1)?.place) : null,
    has_more,
  };
}

/** The cursor after an item at this position. */
export function encodeCursor(place: ListPosition | undefined): string | null {
  return place === undefined ? null : Buffer.from(JSON.stringify(place)).toString("base64url");
}

/** Throws `invalid_input` for a cursor that was not issued here. */
export function decodeCursor(cursor: string): ListPosition {
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    if (Array.isArray(place) && place.length === 2) {
      const [text, id]: unknown[] = place;
      if (isText(text) && isText(id)) return [text, id];
    }
  } catch {
    // Refused like any other.
  }
  throw invalid("cursor", "was not given out here");
}

/** PostgreSQL, from which some lists are read, stores no NUL. */
function isText(value: unknown): value is string {
  return typeof value === "string" && value.isWellFormed() && !value.includes("\u0000");
}

function comparer<T>({
  compare = byUnits,
  descending = false,
}: ListOrder<T>): (one: ListPosition, other: ListPosition) => number {
  const sign = descending ? -1 : 1;
  return ([text, id], [otherText, otherId]) => sign * (compare(text, otherText) || byUnits(id, otherId));
}

function byUnits(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** The first index at which the claim holds. It holds from there on. */
function indexFor<T>(sorted: readonly T[], claim: (item: T) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = sorted[middle];
    if (item !== undefined && claim(item)) high = middle;
    else low = middle + 1;
  }
  return low;
}
