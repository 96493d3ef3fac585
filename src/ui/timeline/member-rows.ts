import type { MemberChangesView } from "../../client/views/shapes";
import { type FoldedChanges, foldMemberChanges, type MemberChange } from "../../domain/member-changes";

/** A subdued line between messages: who joined the channel and who left. */
export type MembersRow = FoldedChanges & {
  readonly type: "members";
  readonly key: string;
  /** The time of the first change; null if only a count is known. */
  readonly at: string | null;
  readonly day: string | null;
  readonly nameOf: (userId: string) => string | undefined;
};

/**
 * The lines for changes with no message between them, one per day. The same changes give the same objects, so unchanged lines do
 * not rerender. A line keeps its key as changes are added, so that it stays in place.
 */
export function memberRows(all: readonly MemberChangesView[], dayOf: (at: string) => string): readonly MembersRow[] {
  const [first] = all;
  if (!first) return none;
  const known = made.get(first);
  if (known && known.all.length === all.length && known.all.every((one, index) => one === all[index]))
    return known.rows;
  const rows = byDay(all, dayOf).map((piece, index, pieces) => rowOf(piece, pieces.slice(0, index).flatMap(changesOf)));
  made.set(first, { all, rows });
  return rows;
}

const none: readonly MembersRow[] = [];
const made = new WeakMap<MemberChangesView, { all: readonly MemberChangesView[]; rows: readonly MembersRow[] }>();

type Piece = { day: string | null; views: MemberChangesView[] };

/** Counts without names go with the last named change. */
function byDay(all: readonly MemberChangesView[], dayOf: (at: string) => string): Piece[] {
  const pieces: Piece[] = [];
  for (const view of all) {
    for (const change of view.changes) {
      const day = dayOf(change.created_at);
      const last = pieces.at(-1);
      const piece = last && (last.day === day || last.day === null) ? last : { day, views: [] };
      piece.day = day;
      if (piece !== last) pieces.push(piece);
      piece.views.push({ ...view, changes: [change], more: nobody });
    }
    if (view.more.joined + view.more.left === 0) continue;
    if (pieces.length === 0) pieces.push({ day: null, views: [] });
    pieces.at(-1)?.views.push({ ...view, changes: [] });
  }
  return pieces;
}

const nobody = { joined: 0, left: 0 };

function changesOf({ views }: Piece): readonly MemberChange[] {
  return views.flatMap(({ changes }) => changes);
}

function rowOf(piece: Piece, earlier: readonly MemberChange[]): MembersRow {
  const { day, views } = piece;
  const [first] = changesOf(piece);
  const names = new Map(views.flatMap((view) => [...view.names]));
  return {
    type: "members",
    key: first ? `members ${first.cursor}` : `members after ${views[0]?.after_seq}`,
    at: first?.created_at ?? null,
    day,
    ...foldMemberChanges(views, earlier),
    nameOf: (userId) => names.get(userId),
  };
}
