import { hash } from "node:crypto";
import { type IdKind, idPrefixes } from "../../domain/ids";

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

/**
 * An id of our own that is always the same for the same source (a few words that name it), so that a second import finds
 * what the first one made. With a time its first part is that time, as in every ULID, so that ids sort by it.
 */
export function deriveId(kind: IdKind, source: readonly string[], time?: Date): string {
  const digest = hash("sha256", source.join("\n"), "buffer");
  const random = encodeBytes(digest, 26);
  const name =
    time === undefined
      ? `${alphabet[digest[0] === undefined ? 0 : digest[0] & 7]}${random.slice(1)}`
      : encodeTime(time.getTime()) + random.slice(10);
  return `${idPrefixes[kind]}_${name}`;
}

/** The last letters of the bytes as one number in base 32. */
function encodeBytes(bytes: Uint8Array, length: number): string {
  let text = "";
  let bits = 0;
  let held = 0;
  for (let at = bytes.length - 1; text.length < length; bits >>= 5, held -= 5) {
    if (held < 5) {
      bits |= (bytes[at--] ?? 0) << held;
      held += 8;
    }
    text = alphabet.charAt(bits & 31) + text;
  }
  return text;
}

/** The ten letters of a time of a ULID. */
function encodeTime(ms: number): string {
  let text = "";
  for (let rest = ms; text.length < 10; rest = Math.floor(rest / 32)) text = alphabet.charAt(rest % 32) + text;
  return text;
}
