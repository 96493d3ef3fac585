import type { Archive } from "./archive";
import { ImportFault } from "./fault";
import { parseFile } from "./parse-file";
import { type SlackConversation, slackConversations } from "./slack-shapes";

export interface ImportedConversation {
  sourceId: string;
  kind: "public" | "private" | "direct";
  name: string;
  /** The folder of the archive that holds its messages. */
  folder: string;
  topic: string;
  purpose: string;
  createdAt: Date | null;
  creatorId: string | null;
  isArchived: boolean;
  /** Slack's channel that everybody is in. */
  isGeneral: boolean;
  memberIds: string[];
}

const lists = [
  { file: "channels.json", kind: "public" },
  { file: "groups.json", kind: "private" },
  { file: "mpims.json", kind: "direct" },
  { file: "dms.json", kind: "direct" },
] as const;

/** Reads every list of conversations that the export has. Throws an `ImportFault` when there is none, or two share an id or a folder. */
export async function readConversations(archive: Archive, root: string): Promise<ImportedConversation[]> {
  const folders = foldersIn(archive, root);
  const present = lists.filter(({ file }) => archive.paths.includes(root + file));
  if (present.length === 0) throw new ImportFault("channels.json", "the file is missing: this is no Slack export");
  const conversations: ImportedConversation[] = [];
  const seen = new Set<string>();
  for (const { file, kind } of present) {
    for (const raw of await parseFile(archive, root + file, slackConversations)) {
      const conversation = readConversation(raw, kind, folders);
      for (const key of [`id ${conversation.sourceId}`, `folder ${conversation.folder}`]) {
        if (seen.has(key)) throw new ImportFault(root + file, `two conversations have the ${key}`);
        seen.add(key);
      }
      conversations.push(conversation);
    }
  }
  return withOneGeneral(conversations);
}

/** Where none is marked as the channel that everybody is in, it is the public one of that name. */
function withOneGeneral(conversations: readonly ImportedConversation[]): ImportedConversation[] {
  const general =
    conversations.find(({ isGeneral }) => isGeneral) ??
    conversations.find(({ kind, name }) => kind === "public" && name === "general");
  return conversations.map((conversation) => ({ ...conversation, isGeneral: conversation === general }));
}

function foldersIn({ paths }: Archive, root: string): ReadonlySet<string> {
  return new Set(paths.flatMap((path) => (path.startsWith(root) ? (path.slice(root.length).split("/")[0] ?? []) : [])));
}

/** A direct message has no name, and its folder is its id; some exports name every folder so. */
function readConversation(
  raw: SlackConversation,
  kind: ImportedConversation["kind"],
  folders: ReadonlySet<string>,
): ImportedConversation {
  const name = (raw.name ?? "").normalize("NFC");
  return {
    sourceId: raw.id,
    kind,
    name,
    folder: name === "" || (!folders.has(name) && folders.has(raw.id)) ? raw.id : name,
    topic: raw.topic?.value ?? "",
    purpose: raw.purpose?.value ?? "",
    createdAt: raw.created ? new Date(raw.created * 1000) : null,
    creatorId: raw.creator || null,
    isArchived: raw.is_archived === true,
    isGeneral: raw.is_general === true,
    memberIds: [...new Set(raw.members ?? [])],
  };
}
