import { basename, extname, resolve } from "node:path";
import { type Archive, openArchive } from "./archive";
import { type ImportedConversation, lists, readConversations } from "./conversations";
import { ImportFault } from "./fault";
import { digestTeam, namedTeamOf } from "./identity";
import { type Extent, isLitter } from "./paths";
import { type ImportedPerson, readPerson } from "./people";
import { readUser, type SlackUser } from "./slack-shapes";
import { type Survey, surveyMessages } from "./survey";

/** An export of one Slack workspace. Every file in it has been read once and found valid. */
export interface SlackExport extends Survey {
  archive: Archive;
  /** Identifies the Slack workspace that it comes from, as the export does or else as `recogniseTeam` finds. */
  teamId: string;
  /** Identifies the organisation that its people belong to, if that has several workspaces. */
  organisationId: string | null;
  /** Whether the export itself names its workspace. */
  isTeamNamed: boolean;
  /** The number of NUL characters removed while reading. */
  nulCount: number;
  /** Files in the archive with characters that are not valid UTF-8. */
  garbledPaths: string[];
  /** A name for the workspace, taken from the file's name. */
  teamName: string;
  people: ImportedPerson[];
  conversations: ImportedConversation[];
  /** Ambiguities in its lists, one sentence each. */
  remarks: string[];
}

/** An archive with one export, or with those of an organisation's workspaces. The caller closes it at the end. */
export interface OpenedExport {
  archive: Archive;
  parts: SlackExport[];
}

/**
 * Opens an export and checks all of it before any of it is used: the archive, the JSON of every file, the ids. Holds one file
 * at a time in memory. Throws an `ImportFault` that names the file.
 */
export async function openSlackExport(
  path: string,
  options: { onFile?: (done: number, total: number) => void } = {},
): Promise<OpenedExport> {
  const archive = await openArchive(path);
  try {
    const root = findRoot(archive, resolve(path));
    const nestedRoots = rootsWithin(archive, root);
    const own: Source = { root, nestedRoots, hasRest: true, name: teamNameOf(path) };
    const nested = nestedRoots.map(
      (at): Source => ({ root: at, nestedRoots: [], hasRest: false, name: folderName(at) }),
    );
    const sources = nested.length > 0 && !isUsed(archive, own) ? nested : [own, ...nested];
    const parts = await readParts(archive, root, sources, options.onFile ?? ignore);
    return { archive, parts };
  } catch (error) {
    archive.close();
    throw error;
  }
}

interface Source extends Extent {
  /** A name for the workspace. */
  name: string;
}

async function readParts(
  archive: Archive,
  root: string,
  sources: readonly Source[],
  onFile: (done: number, total: number) => void,
): Promise<SlackExport[]> {
  const everybody = await readUsers(archive, [`${root}org_users.json`, `${root}users.json`]);
  const isOrganisation = sources.length > 1 || sources[0]?.root !== root;
  const members = new Map<string, Users>();
  for (const { root: at } of sources) {
    const own = at === root ? everybody : await readUsers(archive, [`${at}users.json`]);
    members.set(at, own.isThere ? own : everybody);
  }
  const teams = sources.map(({ root: at }) => namedTeamOf(members.get(at)?.users ?? []));
  const home = new Set([...teams, namedTeamOf(everybody.users)].filter((team) => team !== null));
  const organisationId = isOrganisation
    ? (namedTeamOf(everybody.users) ?? teams.find((team) => team !== null) ?? null)
    : null;

  const parts: SlackExport[] = [];
  for (const [index, source] of sources.entries()) {
    const { users, remarks } = members.get(source.root) ?? everybody;
    const people = users.map((user) => readPerson(user, home));
    const conversations = await readConversations(archive, source.root);
    const survey = await surveyMessages({ archive, extent: source, people, conversations, onFile });
    const found = { people: [...people, ...survey.strangers], conversations: conversations.all, sample: survey.sample };
    const named = teams[index] ?? null;
    const isShared = teams.filter((team) => team === named).length > 1 || (isOrganisation && named === organisationId);
    const part = isShared && source.root !== root ? `.${folderName(source.root).toLowerCase()}` : "";
    parts.push({
      ...survey,
      ...found,
      archive,
      teamId: named === null ? digestTeam(found) : `${named}${part}`,
      organisationId,
      isTeamNamed: named !== null,
      nulCount: archive.nulCount(),
      garbledPaths: archive.garbledPaths(),
      teamName: source.name,
      remarks: [...remarks, ...conversations.remarks],
    });
  }
  return parts;
}

interface Users {
  isThere: boolean;
  users: SlackUser[];
  remarks: string[];
}

/**
 * Reads the first of these files that exists. No message depends on them: without any,
 * authors are as their messages describe them.
 */
async function readUsers(archive: Archive, files: readonly string[]): Promise<Users> {
  const file = files.find((path) => archive.paths.includes(path));
  if (file === undefined)
    return { isThere: false, users: [], remarks: ["users.json is missing: people come as authors without access."] };
  const entries = await archive.readList(file);
  if (entries === null)
    return { isThere: true, users: [], remarks: [`${file} holds no list: people come as authors without access.`] };
  const byId = new Map<string, SlackUser>();
  const read = entries.map(readUser);
  for (const user of read) if (user && !byId.has(user.id)) byId.set(user.id, user);
  const nameless = read.filter((user) => user === null).length;
  const twice = read.length - nameless - byId.size;
  return {
    isThere: true,
    users: [...byId.values()],
    remarks: [
      ...(nameless > 0 ? [`Entries of ${file} that have no id are left out: ${nameless}.`] : []),
      ...(twice > 0 ? [`Entries of ${file} that name a person once more are left out: ${twice}.`] : []),
    ],
  };
}

const listNames = ["users.json", "org_users.json", ...lists.map(({ file }) => file)];

/** Some exports are repacked inside one folder. */
function findRoot({ paths }: Archive, label: string): string {
  const roots = new Set<string>();
  for (const path of paths) {
    if (path.startsWith("__MACOSX/")) continue;
    const name = path.slice(path.lastIndexOf("/") + 1);
    if (!listNames.includes(name)) continue;
    const root = path.slice(0, -name.length).replace(/teams\/[^/]+\/$/, "");
    if (root.split("/").length <= 2) roots.add(root);
  }
  const [root] = [...roots].sort((a, b) => a.length - b.length);
  if (root === undefined)
    throw new ImportFault(label, "users.json and channels.json are missing from it: this is no Slack export");
  const isConversation = lists.some(({ file }) => paths.some((path) => path.startsWith(root) && path.endsWith(file)));
  if (!isConversation) throw new ImportFault("channels.json", "the file is missing: this is no Slack export");
  return root;
}

/** The exports of an organisation's workspaces are in folders below `teams`. */
function rootsWithin({ paths }: Archive, root: string): string[] {
  const teams = paths.flatMap((path) => {
    const [, folder, name = ""] =
      /^teams\/([^/]+)\/([^/]+)$/.exec(path.startsWith(root) ? path.slice(root.length) : "") ?? [];
    return folder !== undefined && listNames.includes(name) ? [`${root}teams/${folder}/`] : [];
  });
  return [...new Set(teams)].sort();
}

/** Whether there is anything besides the exports of an organisation's workspaces, such as conversations that belong to none. */
function isUsed({ paths }: Archive, { root, nestedRoots }: Source): boolean {
  const beside = paths.filter((path) => !isLitter(path) && !nestedRoots.some((nested) => path.startsWith(nested)));
  return beside.some(
    (path) => path.endsWith(".json") && (!path.startsWith(root) || path.slice(root.length).includes("/")),
  );
}

function folderName(root: string): string {
  return named(root.split("/").at(-2) ?? "");
}

function teamNameOf(path: string): string {
  return named(basename(path, extname(path)).replace(/[\s_-]*slack[\s_-]*export.*$/i, ""));
}

function named(text: string): string {
  const words = text.replace(/[_-]+/g, " ").trim();
  return words === "" ? "Slack" : words.charAt(0).toUpperCase() + words.slice(1);
}

function ignore(): void {}
