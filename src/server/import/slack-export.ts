import { basename, extname } from "node:path";
import { type Archive, openArchive } from "./archive";
import { type ImportedConversation, readConversations } from "./conversations";
import { ImportFault } from "./fault";
import { digestTeam, namedTeamOf } from "./identity";
import { parseFile } from "./parse-file";
import { type ImportedPerson, readPerson } from "./people";
import { type SlackUser, slackUsers } from "./slack-shapes";
import { type Survey, surveyMessages } from "./survey";

/** An export whose every file has been read once and found sound. */
export interface SlackExport extends Survey {
  archive: Archive;
  /** Names the Slack workspace that it comes from: as the export does, else as `recogniseTeam` finds. */
  teamId: string;
  /** Whether the export says itself which one that is. */
  isTeamNamed: boolean;
  /** NUL characters that were left out of what was read. */
  nulCount: number;
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
    const named = namedTeamOf(users);
    const isTeamNamed = named !== null;
    const onFile = options.onFile ?? ignore;
    const survey = await surveyMessages({ archive, root, people, conversations, onFile });
    const everybody = [...people, ...survey.strangers];
    return {
      archive,
      teamId: named ?? digestTeam({ people: everybody, conversations, ...survey }),
      isTeamNamed,
      nulCount: archive.nulCount(),
      teamName: teamNameOf(path),
      conversations,
      ...survey,
      people: everybody,
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

function teamNameOf(path: string): string {
  const words = basename(path, extname(path))
    .replace(/[\s_-]*slack[\s_-]*export.*$/i, "")
    .replace(/[_-]+/g, " ")
    .trim();
  return words === "" ? "Slack" : words.charAt(0).toUpperCase() + words.slice(1);
}

function ignore(): void {}
