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
  /** Whether they belong to another Slack workspace that shares channels: an author here, without access. */
  isForeign: boolean;
}

const slackbotId = "USLACKBOT";

/** A person in `users.json`. `home` holds the teams that the export is from. */
export function readPerson(user: SlackUser, home: ReadonlySet<string>): ImportedPerson {
  const { profile } = user;
  const name = firstOf(user.name, profile.display_name, profile.real_name, user.real_name, user.id);
  return {
    sourceId: user.id,
    name,
    displayName: firstOf(profile.display_name, profile.real_name, user.real_name, name),
    email: profile.email.trim().toLowerCase() || null,
    avatarUrl: profile.picture || null,
    kind: user.is_bot || user.id === slackbotId ? "bot" : "human",
    isGuest: user.is_guest,
    isDeactivated: user.deleted,
    isForeign: isForeign(user, home),
  };
}

/** A person in an organisation may carry its id, which begins with an E, and belong to several of its teams. */
function isForeign({ id, team_id, teams, is_stranger }: SlackUser, home: ReadonlySet<string>): boolean {
  if (is_stranger) return true;
  if (id === slackbotId || home.size === 0 || team_id === "" || team_id.startsWith("E")) return false;
  return !home.has(team_id) && !teams.some((team) => home.has(team));
}

/**
 * The source id of a message's author. In old exports, a comment on a file carries its author inside. A hook that posts under
 * several names is one author for each name. A message that names nobody has the author `unknown`.
 */
export function authorIdOf(message: SlackMessage, isKnown: (sourceId: string) => boolean): string {
  if (message.subtype === "file_comment" && message.commenter !== "") return message.commenter;
  if (message.user && isKnown(message.user)) return message.user;
  if (isOfBot(message)) return `bot:${message.bot_id}:${botNameOf(message)}`;
  return message.user || "unknown";
}

/** An author who is missing from `users.json`, as their message describes them: a hook, or a person from another workspace. */
export function strangerOf(message: SlackMessage, sourceId: string): ImportedPerson {
  if (sourceId === slackbotId)
    return { ...unknownPerson(sourceId), name: "slackbot", displayName: "Slackbot", kind: "bot" };
  if (sourceId.startsWith("bot:")) {
    const name = botNameOf(message);
    return { ...unknownPerson(sourceId), name, displayName: name, kind: "bot", isDeactivated: false };
  }
  const profile = message.user_profile;
  const name = firstOf(profile.name, profile.display_name, profile.real_name, message.username, sourceId);
  return {
    ...unknownPerson(sourceId),
    name,
    displayName: firstOf(profile.display_name, profile.real_name, name),
    avatarUrl: profile.picture || null,
  };
}

/** A person of whom only the id is known. */
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
    isForeign: false,
  };
}

/** Whether a program sent the message. Its text may then be only its notification. */
export function isOfBot(message: SlackMessage): boolean {
  return message.bot_id !== "" || message.subtype === "bot_message";
}

function botNameOf(message: SlackMessage): string {
  return firstOf(message.username, message.bot_name, message.bot_id, "bot");
}

function firstOf(...names: readonly string[]): string {
  return names.find((name) => name.trim() !== "")?.trim() ?? "";
}
