import { z } from "zod";
import { channelNameOf, namesSomething } from "./channel-names";
import { limits } from "./limits";
import { hidesCharacters, isLonger, isNoName } from "./measure";

/** Text written by a person: well-formed Unicode without NUL, which PostgreSQL cannot store. */
export function text(lengthMax: number) {
  return z
    .string()
    .refine((value) => !isLonger(value, lengthMax), `has at most ${lengthMax} characters`)
    .refine(
      (value) => value.isWellFormed() && !value.includes("\u0000"),
      "must be well-formed text without NUL characters",
    )
    .meta({ maxLength: lengthMax });
}

/**
 * A string that is normalised before its length is checked. The raw string may be several times the limit but no longer, since
 * normalising a text costs more than reading it.
 */
function raw(lengthMax: number) {
  const isFar = (value: string) => isLonger(value, lengthMax * rawFactor);
  return z.string().refine((value) => !isFar(value), { error: `has at most ${lengthMax} characters`, abort: true });
}

const rawFactor = 8;

/** One line of text without invisible characters, trimmed, with runs of white space folded. */
export function line(lengthMax: number) {
  return raw(lengthMax)
    .transform((value) => value.normalize("NFC").replace(/\s+/gu, " ").trim())
    .pipe(text(lengthMax).refine((value) => !hidesCharacters(value), "must not hold invisible characters"));
}

/** A line with visible content. */
export function requiredLine(lengthMax: number) {
  return line(lengthMax)
    .refine((value) => !isNoName(value), "must not be empty")
    .meta({ minLength: 1 });
}

export const isoTime = z.iso.datetime({ offset: false }).meta({ examples: ["2026-11-22T10:15:30.123Z"] });

export const handleSchema = raw(limits.handleLengthMax)
  .transform((value) => value.trim().replace(/^@/u, "").toLowerCase())
  .pipe(
    z
      .string()
      .regex(/^[a-z0-9][a-z0-9_-]{1,31}$/u, "must be 2 to 32 of a-z, 0-9, _ and -, starting with a letter or digit"),
  );

export const httpUrl = text(limits.urlLengthMax).refine(isHttpUrl, "must be an http or https address");

/** A channel name to look up, in its stored form. */
export const searchedChannelName = raw(limits.channelNameLengthMax)
  .transform(channelNameOf)
  .pipe(text(limits.channelNameLengthMax));

/**
 * A channel name in its stored form: lower case, words joined by `-`, letters of any script. Names that differ only in case or
 * composition are the same name.
 */
export const channelNameSchema = raw(limits.channelNameLengthMax)
  .transform(channelNameOf)
  .pipe(
    text(limits.channelNameLengthMax)
      .min(1, "must not be empty")
      .regex(/^[\p{L}\p{N}\p{M}_.-]+$/u, "may hold letters, digits, '-', '_' and '.'")
      .refine((value) => !/\p{Default_Ignorable_Code_Point}/u.test(value), "must not hold invisible characters")
      .refine(namesSomething, "must hold a letter or a digit"),
  );

export const slugSchema = text(limits.slugLengthMax)
  .min(2)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/u, "may hold a-z, 0-9 and single hyphens between them");

function isHttpUrl(value: string): boolean {
  return URL.canParse(value) && /^https?:$/u.test(new URL(value).protocol);
}
