import { type ImportedConversation, lists } from "./conversations";

/** A file in the folder of a conversation. */
export interface FoundFile {
  path: string;
  conversation: ImportedConversation;
  /** Whether it is named by a day, as Slack's are; what other files hold is for them to say. */
  isDay: boolean;
}

/** A JSON file that belongs to no conversation; it is reported by its folder, and only if it holds messages. */
export interface StrayFile {
  path: string;
  title: string | null;
  isDay: boolean;
}

const known: ReadonlySet<string> = new Set(["users.json", "org_users.json", ...lists.map(({ file }) => file)]);

/** Which files of an archive one export of it is made of. */
export interface Extent {
  /** The folder that holds its lists; empty, or with a slash at its end. */
  root: string;
  /** Folders that belong to other exports. */
  nestedRoots: readonly string[];
  /** Whether files outside of its root are its own, too. */
  hasRest: boolean;
}

/** Sorts the files of an export: those that may hold messages of a conversation, and all others. */
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

/** What macOS and Windows leave in archives. */
export function isLitter(path: string): boolean {
  return /^__MACOSX\/|(?:^|\/)(?:\.DS_Store|\._[^/]*|Thumbs\.db|desktop\.ini)$/.test(path);
}
