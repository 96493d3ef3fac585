import type { Density } from "../kit/theme";
import type { TimelineRow } from "./build-rows";

/** The height of the parts of a row, in CSS pixels, as `tokens.css` and the classes of the rows have them. */
const sizes = {
  comfortable: { linePx: 22, padPx: 4, gapPx: 12, lineChars: 95 },
  compact: { linePx: 20, padPx: 1, gapPx: 4, lineChars: 100 },
} satisfies Record<Density, object>;

const startPx = 120;
const dividerPx = 28;
const membersPx = 24;
/** A quotation of one line, reactions, and the line of a thread, each with the space above or below it. */
const extraPx = { quote: 22, reactions: 30, thread: 30 };
const paragraphGapPx = 6;
const manyLines = 40;

/** An estimate, in CSS pixels, for a row that has not been measured. Exact for rows of one line, by which most lists are made up. */
export function estimateHeight(row: TimelineRow, density: Density): number {
  if (row.type === "start") return startPx;
  if (row.type === "members") return membersPx;
  if (row.type !== "message") return dividerPx;
  const { linePx, padPx, gapPx } = sizes[density];
  const { body, quoted_message_id, reactions, thread_state } = row.item.message;
  const extras =
    (quoted_message_id === null ? 0 : extraPx.quote) +
    (reactions.length > 0 ? extraPx.reactions : 0) +
    (thread_state?.reply_count ? extraPx.thread : 0);
  // A compact name stands before the text, but above a quotation.
  const namePx = density === "compact" ? (quoted_message_id === null ? 0 : linePx) : linePx;
  return 2 * padPx + (row.isGrouped ? 0 : gapPx + namePx) + textHeight(body, sizes[density]) + extras;
}

function textHeight(body: string, { linePx, lineChars }: { linePx: number; lineChars: number }): number {
  if (body.length > 4000) return manyLines * linePx;
  const paragraphs = body.trim().split(/\n\s*\n/);
  const lines = paragraphs
    .flatMap((text) => text.split("\n"))
    .reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / lineChars)), 0);
  return lines * linePx + (paragraphs.length - 1) * paragraphGapPx;
}
