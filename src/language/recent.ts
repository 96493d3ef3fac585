import { knowsEmojiNames } from "../domain/reactions/emoji";
import { readMessage } from "./message";
import type { MessageNode } from "./tree";

const textsMax = 400;
const charsMax = 400_000;

const recent = new Map<string, readonly MessageNode[]>();
let chars = 0;
/** Whether the cached texts were parsed with the names of emoji, which load after the page. */
let hadEmojiNames = false;

/** `readMessage` for a screen. Keeps the newest few hundred results, so that scrolling never parses twice. */
export function readShownMessage(body: string): readonly MessageNode[] {
  if (hadEmojiNames !== knowsEmojiNames()) forgetAll();
  const known = recent.get(body);
  const nodes = known ?? readMessage(body);
  if (known) recent.delete(body);
  else chars += body.length;
  recent.set(body, nodes);
  for (const oldest of recent.keys()) {
    if (recent.size <= textsMax && chars <= charsMax) break;
    recent.delete(oldest);
    chars -= oldest.length;
  }
  return nodes;
}

function forgetAll(): void {
  recent.clear();
  chars = 0;
  hadEmojiNames = knowsEmojiNames();
}
