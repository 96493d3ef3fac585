import type { MemberChangesView } from "../../client/views/shapes";
import { type FoldedChanges, foldMemberChanges, type MemberChange } from "../../domain/member-changes";

/** A quiet line between messages: who came to the channel and who left it. */
export type MembersRow = FoldedChanges & {
  readonly type: "members";
  readonly key: string;
  /** When the first of it happened; null where only a number is known. */
  readonly at: string | null;
  readonly day: string | null;
  readonly nameOf: (userId: string) => string | undefined;
};

/**
 * The lines for what no message stands between, one for each day. The same objects for the same changes, so that nothing renders that has
 * not changed; and the same key as more is added, so that a line stays where it is.
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

/** What was counted goes with the last that is named. */
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
