import { invalid } from "../../domain/core/errors";

/** Which part of a list is wanted: after the cursor of the page before, or from the beginning. */
export type ListPaging = { readonly cursor?: string | undefined; readonly limit: number };

export type ListPage<T> = {
  readonly items: T[];
  /** Null at the end. */
  readonly next_cursor: string | null;
  readonly has_more: boolean;
};

/** Where an item stands in a list: by its text, and by its id among those of the same text. */
export type ListPosition = readonly [text: string, id: string];

export type ListOrder<T> = {
  readonly placeOf: (item: T) => ListPosition;
  /** How two texts follow each other; by their code units when left out. */
  readonly compare?: (one: string, other: string) => number;
  readonly descending?: boolean;
};

/**
 * A page of a list that may be very long. Only what may be on the page is sorted, so that a page costs one look at each item. Throws
 * `invalid_input` for a cursor that was not given out here.
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

/** The cursor after an item at this place. */
export function encodeCursor(place: ListPosition | undefined): string | null {
  return place === undefined ? null : Buffer.from(JSON.stringify(place)).toString("base64url");
}

/** Throws `invalid_input` for a cursor that was not given out here. */
export function decodeCursor(cursor: string): ListPosition {
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    if (Array.isArray(place) && place.length === 2) {
      const [text, id]: unknown[] = place;
      if (isText(text) && isText(id)) return [text, id];
    }
  } catch {
    // Refused as any other.
  }
  throw invalid("cursor", "was not given out here");
}

/** PostgreSQL, which some lists are read from, stores no NUL. */
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

/** The first index at which the claim holds, which holds from there on. */
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
