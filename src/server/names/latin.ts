import anyAscii from "any-ascii";
import { limits } from "../../domain/core/limits";

/**
 * A name of any script in lower-case Latin letters, digits and `_`, its words joined by `-`: “Łukasz” becomes
 * `lukasz`, “王小明” becomes `wangxiaoming`. Empty when the name has neither letter nor digit: symbols and emoji do not
 * count. The same name always gives the same result.
 */
export function latinName(name: string): string {
  const words = name
    .normalize("NFC")
    .replace(/\p{Cf}/gu, "")
    .replace(/[^\p{L}\p{M}\p{N}_]+/gu, " ");
  return (
    anyAscii(words)
      .toLowerCase()
      // Letters that Latin lacks, such as ayin, become quotation marks.
      .replace(/['"`]+/gu, "")
      .replace(/[^a-z0-9_]+/gu, "-")
      .replace(/^[-_]+|-+$/gu, "")
  );
}

/** A slug made from a name; empty when the name has neither letter nor digit. */
export function slugOf(name: string): string {
  return latinName(name.replaceAll("_", " ")).slice(0, limits.slugLengthMax).replace(/-+$/u, "");
}
