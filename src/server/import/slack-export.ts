import { createHash } from "node:crypto";
import { basename, extname } from "node:path";
import { type Archive, openArchive } from "./archive";
import { type ImportedConversation, readConversations } from "./conversations";
import { ImportFault } from "./fault";
import { parseFile } from "./parse-file";
import { type ImportedPerson, readPerson } from "./people";
import { type SlackUser, slackUsers } from "./slack-shapes";
import { type Survey, surveyMessages } from "./survey";

/** An export whose every file has been read once and found sound. */
export interface SlackExport extends Survey {
  archive: Archive;
  /** Names the Slack workspace that it comes from, the same in every export of it. */
  teamId: string;
  /** A name for the workspace, taken from the file's name. */
  teamName: string;
  people: ImportedPerson[];
  conversations: ImportedConversation[];
}

/**
 * Opens an export and checks all of it before anything is used: the archive, the JSON and shape of every file, the ids.
 * Holds one file at a time in memory. Throws an `ImportFault` that names the file; the caller closes `archive` at the end.
 */
export async function openSlackExport(
  path: string,
  options: { onFile?: (done: number, total: number) => void } = {},
): Promise<SlackExport> {
  const archive = await openArchive(path);
  try {
    const root = findRoot(archive, basename(path));
    const users = await parseFile(archive, `${root}users.json`, slackUsers);
    const people = readPeople(users, `${root}users.json`);
    const conversations = await readConversations(archive, root);
    const survey = await surveyMessages({ archive, root, people, conversations, onFile: options.onFile ?? ignore });
    return {
      archive,
      teamId: teamIdOf(users),
      teamName: teamNameOf(path),
      conversations,
      ...survey,
      people: [...people, ...survey.strangers],
    };
  } catch (error) {
    archive.close();
    throw error;
  }
}

/** Some exports are packed again with one folder around them. */
function findRoot(archive: Archive, label: string): string {
  const roots = archive.paths
    .filter((path) => /^([^/]+\/)?users\.json$/.test(path) && !path.startsWith("__MACOSX/"))
    .map((path) => path.slice(0, -"users.json".length))
    .sort((a, b) => a.length - b.length);
  if (roots[0] === undefined) throw new ImportFault(label, "users.json is missing from it: this is no Slack export");
  return roots[0];
}

function readPeople(users: SlackUser[], file: string): ImportedPerson[] {
  const seen = new Set<string>();
  for (const { id } of users) {
    if (seen.has(id)) throw new ImportFault(file, `two people have the id ${id}`);
    seen.add(id);
  }
  return users.map(readPerson);
}

/** Most people's team, since guests from other workspaces carry theirs; without one, a digest of the oldest ids. */
function teamIdOf(users: SlackUser[]): string {
  const counts = new Map<string, number>();
  for (const { team_id } of users) if (team_id) counts.set(team_id, (counts.get(team_id) ?? 0) + 1);
  const [first] = [...counts].sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1));
  if (first) return first[0];
  const ids = users.map(({ id }) => id).sort();
  return `digest-${createHash("sha256").update(ids.join("\n")).digest("hex").slice(0, 24)}`;
}

function teamNameOf(path: string): string {
  const words = basename(path, extname(path))
    .replace(/[\s_-]*slack[\s_-]*export.*$/i, "")
    .replace(/[_-]+/g, " ")
    .trim();
  return words === "" ? "Slack" : words.charAt(0).toUpperCase() + words.slice(1);
}

function ignore(): void {}
