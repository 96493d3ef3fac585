import type { SlackMessage, SlackUser } from "./slack-shapes";

export interface ImportedPerson {
  sourceId: string;
  /** The name that the handle is made from. */
  name: string;
  displayName: string;
  email: string | null;
  avatarUrl: string | null;
  kind: "human" | "bot";
  isGuest: boolean;
  isDeactivated: boolean;
}

const slackbotId = "USLACKBOT";

/** A person of `users.json`. */
export function readPerson(user: SlackUser): ImportedPerson {
  const { profile } = user;
  const name = user.name || profile?.display_name || user.id;
  return {
    sourceId: user.id,
    name,
    displayName: firstOf(profile?.display_name, profile?.real_name, user.real_name, name),
    email: profile?.email?.trim().toLowerCase() || null,
    avatarUrl: profile?.image_192 || profile?.image_512 || profile?.image_72 || null,
    kind: user.is_bot === true || user.id === slackbotId ? "bot" : "human",
    isGuest: user.is_restricted === true || user.is_ultra_restricted === true,
    isDeactivated: user.deleted === true,
  };
}

/**
 * The source id of a message's author. A hook that speaks under several names is one author for each of them;
 * a message that names nobody has the author `unknown`.
 */
export function authorIdOf(message: SlackMessage, isKnown: (sourceId: string) => boolean): string {
  if (message.user && isKnown(message.user)) return message.user;
  if (isOfBot(message)) return `bot:${message.bot_id ?? ""}:${botNameOf(message)}`;
  return message.user || "unknown";
}

/** An author whom `users.json` leaves out, described by what the message tells: a hook, or a person of another workspace. */
export function strangerOf(message: SlackMessage, sourceId: string): ImportedPerson {
  if (sourceId === slackbotId)
    return { ...unknownPerson(sourceId), name: "slackbot", displayName: "Slackbot", kind: "bot" };
  if (sourceId.startsWith("bot:")) {
    const name = botNameOf(message);
    return { ...unknownPerson(sourceId), name, displayName: name, kind: "bot", isDeactivated: false };
  }
  const profile = message.user_profile;
  const name = firstOf(profile?.name, profile?.display_name, profile?.real_name, message.username, sourceId);
  return {
    ...unknownPerson(sourceId),
    name,
    displayName: firstOf(profile?.display_name, profile?.real_name, name),
    avatarUrl: profile?.image_192 || profile?.image_72 || null,
  };
}

/** Somebody of whom only the id is known. */
export function unknownPerson(sourceId: string): ImportedPerson {
  return {
    sourceId,
    name: sourceId,
    displayName: sourceId === "unknown" ? "Unknown" : sourceId,
    email: null,
    avatarUrl: null,
    kind: "human",
    isGuest: false,
    isDeactivated: true,
  };
}

function isOfBot(message: SlackMessage): boolean {
  return Boolean(message.bot_id) || message.subtype === "bot_message";
}

function botNameOf(message: SlackMessage): string {
  return firstOf(message.username, message.bot_profile?.name, message.bot_id, "bot");
}

function firstOf(...names: (string | null | undefined)[]): string {
  return names.find((name) => name?.trim())?.trim() ?? "";
}
