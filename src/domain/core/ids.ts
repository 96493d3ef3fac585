import { z } from "zod";
import { limits } from "./limits";
import { text } from "./text";

/** Prefixes of public ids: `<prefix>_<lower-case ULID>`. */
export const idPrefixes = {
  user: "usr",
  workspace: "wsp",
  channel: "chn",
  message: "msg",
  event: "evt",
  ephemeral: "eph",
  direct: "dm",
  upload: "upl",
  invite: "inv",
  session: "ses",
  magicLink: "mgl",
  botToken: "btok",
  idempotency: "idk",
} as const;

export type IdKind = keyof typeof idPrefixes;

/** An id in a path or a body. Any short word is accepted, since an unknown id gets the same answer as a malformed one (404). */
export const idSchema = text(limits.idLengthMax).min(1);

/** The schema of the ids that Parley issues, for documentation and responses. */
export function idOf(kind: IdKind) {
  return z
    .string()
    .meta({ description: `Id of a ${kind}`, examples: [`${idPrefixes[kind]}_01kb2s4mzv8k3q9f6w1x5y7r2t`] });
}
