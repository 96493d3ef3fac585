import { hash } from "node:crypto";
import { encodeTime } from "ulid";
import { type IdKind, idPrefixes } from "../../domain/core/ids";

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

/**
 * Derives an id that is always the same for the same source (a few words that name it), so that a second import finds what the
 * first one made. With a time, the id starts with that time, like every ULID, so that ids sort by it.
 */
export function deriveId(kind: IdKind, source: readonly string[], time?: Date): string {
  const digest = hash("sha256", source.join("\n"), "buffer");
  const random = encodeEnd(digest);
  const name =
    time === undefined
      ? `${alphabet[digest[0] === undefined ? 0 : digest[0] & 7]}${random.slice(1)}`
      : encodeTime(time.getTime()).toLowerCase() + random.slice(10);
  return `${idPrefixes[kind]}_${name}`;
}

/** Encodes the last bytes as the letters of a ULID. */
function encodeEnd(bytes: Uint8Array): string {
  let text = "";
  let bits = 0;
  let held = 0;
  for (let at = bytes.length - 1; text.length < 26; bits >>= 5, held -= 5) {
    if (held < 5) {
      bits |= (bytes[at--] ?? 0) << held;
      held += 8;
    }
    text = alphabet.charAt(bits & 31) + text;
  }
  return text;
}
