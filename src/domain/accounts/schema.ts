import { z } from "zod";
import { idOf } from "../core/ids";
import { limits } from "../core/limits";
import { isLonger } from "../core/measure";
import { scopes } from "../core/scopes";
import { handleSchema, httpUrl, isoTime, line, requiredLine, text } from "../core/text";

/** A person or bot as they see themselves. A workspace shows them as a `Member`. */
export const accountSchema = z
  .object({
    id: idOf("user"),
    email: z.string().nullable(),
    display_name: z.string(),
    handle: z.string(),
    avatar_url: z.string().nullable(),
    kind: z.enum(["human", "bot"]),
    owner_id: z.string().nullable().meta({ description: "The person a bot belongs to" }),
    status: z.string(),
    time_zone: z.string(),
    preferences: z.record(z.string(), z.unknown()),
    created_at: isoTime,
  })
  .meta({ id: "Account" });

export type Account = z.infer<typeof accountSchema>;

/** Words with a fixed meaning in mentions. */
export const reservedHandles: ReadonlySet<string> = new Set(["all", "channel", "everyone", "group", "here"]);

/** A handle that somebody may choose. */
export const chosenHandleSchema = handleSchema.refine((handle) => !reservedHandles.has(handle), "is a reserved word");

/** The changes a person may make to their own profile. Omitted fields stay as they are. A preference of `null` is deleted. */
export const profileChangesSchema = z.object({
  display_name: requiredLine(limits.displayNameLengthMax).optional(),
  handle: chosenHandleSchema.optional(),
  avatar_url: httpUrl.nullable().optional(),
  status: line(limits.statusLengthMax).optional(),
  time_zone: text(limits.timeZoneLengthMax).refine(isTimeZone, "must be a time zone such as Europe/Berlin").optional(),
  preferences: z
    .record(text(limits.labelLengthMax).min(1), z.unknown())
    .refine((preferences) => isStorable(JSON.stringify(preferences)), "is too large or not well-formed")
    .optional(),
});

export type ProfileChanges = z.infer<typeof profileChangesSchema>;

/** The purpose of a link sent to an address: to sign in, to confirm a change of address from the current or the new one, or to join a workspace. */
export const linkPurposes = ["sign_in", "email_change", "new_email", "invite"] as const;

export type LinkPurpose = (typeof linkPurposes)[number];

/** A sign-in of a person on one device. Never includes its token. */
export const sessionSchema = z
  .object({
    id: idOf("session"),
    user_id: idOf("user"),
    user_agent: z.string(),
    created_at: isoTime,
    last_used_at: isoTime,
    expires_at: isoTime,
  })
  .meta({ id: "Session" });

export type Session = z.infer<typeof sessionSchema>;

/** A bot's token after its creation. Only the response that creates it contains the token itself. */
export const botTokenSchema = z
  .object({
    id: idOf("botToken"),
    bot_id: idOf("user"),
    workspace_id: idOf("workspace"),
    name: z.string(),
    last_four: z.string(),
    scopes: z.array(z.enum(scopes)),
    created_by: idOf("user"),
    created_at: isoTime,
    last_used_at: isoTime.nullable(),
    expires_at: isoTime.nullable(),
    revoked_at: isoTime.nullable(),
  })
  .meta({ id: "BotToken" });

export type BotToken = z.infer<typeof botTokenSchema>;

function isTimeZone(name: string): boolean {
  if (name === "") return true;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

function isStorable(json: string): boolean {
  return !isLonger(json, limits.preferencesLengthMax) && json.isWellFormed() && !json.includes("\\u0000");
}
