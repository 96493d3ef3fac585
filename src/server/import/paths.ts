import { type ImportedConversation, lists } from "./conversations";

/** A file in the folder of a conversation. */
export interface FoundFile {
  path: string;
  conversation: ImportedConversation;
  /** Whether its name is a day, as in Slack's own exports. For any other file, the content decides what it holds. */
  isDay: boolean;
}

/** A JSON file that belongs to no conversation. It is reported under its folder, and only if it holds messages. */
export interface StrayFile {
  path: string;
  title: string | null;
  isDay: boolean;
}

const known: ReadonlySet<string> = new Set(["users.json", "org_users.json", ...lists.map(({ file }) => file)]);

/** The files of an archive that make up one export. */
export interface Extent {
  /** The folder of its lists. Empty, or ends with a slash. */
  root: string;
  /** Folders that belong to other exports. */
  nestedRoots: readonly string[];
  /** Whether files outside its root belong to it too. */
  hasRest: boolean;
}

/** Sorts the files of an export into those that may hold messages of a conversation, and all others. */
export function sortPaths(
  paths: readonly string[],
  { root, nestedRoots, hasRest }: Extent,
  byFolder: ReadonlyMap<string, ImportedConversation>,
): { found: FoundFile[]; ignoredPaths: string[]; strays: StrayFile[] } {
  const found: FoundFile[] = [];
  const ignoredPaths: string[] = [];
  const strays: StrayFile[] = [];
  for (const path of paths) {
    if (isLitter(path) || nestedRoots.some((nested) => path.startsWith(nested))) continue;
    if (!hasRest && !path.startsWith(root)) continue;
    const [folder = "", name, ...deeper] = path.startsWith(root) ? path.slice(root.length).split("/") : [];
    if (name === undefined && known.has(folder)) continue;
    const conversation = name !== undefined && deeper.length === 0 ? byFolder.get(folder) : undefined;
    const isJson = path.endsWith(".json");
    const isDay = /^\d{4}-\d{2}-\d{2}\.json$/.test(path.slice(path.lastIndexOf("/") + 1));
    if (conversation && isJson) {
      found.push({ path, conversation, isDay });
      continue;
    }
    ignoredPaths.push(path);
    if (isJson) strays.push({ path, title: name === undefined ? null : byFolder.has(folder) ? path : folder, isDay });
  }
  return { found, ignoredPaths, strays };
}

/** Whether macOS or Windows left the file in the archive. */
export function isLitter(path: string): boolean {
  return /^__MACOSX\/|(?:^|\/)(?:\.DS_Store|\._[^/]*|Thumbs\.db|desktop\.ini)$/.test(path);
}
