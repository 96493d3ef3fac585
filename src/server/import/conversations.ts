import type { Archive } from "./archive";
import { readConversationEntry, type SlackConversation } from "./slack-shapes";

export interface ImportedConversation {
  sourceId: string;
  kind: "public" | "private" | "direct";
  name: string;
  topic: string;
  purpose: string;
  createdAt: Date | null;
  creatorId: string | null;
  isArchived: boolean;
  /** Whether this is Slack's channel for everybody. */
  isGeneral: boolean;
  memberIds: string[];
  /** Whether its members are the people who wrote in it, since no list names them. */
  isOfItsAuthors: boolean;
}

export interface Conversations {
  all: ImportedConversation[];
  /** The conversations, by the folder that holds their messages. */
  byFolder: ReadonlyMap<string, ImportedConversation>;
  /** Ambiguities in the lists, one sentence each. */
  remarks: string[];
}

/** The files that list conversations. Each may be absent. */
export const lists = [
  { file: "channels.json", kind: "public" },
  { file: "groups.json", kind: "private" },
  { file: "mpims.json", kind: "direct" },
  { file: "dms.json", kind: "direct" },
] as const;

/** Reads every conversation list in the export and finds the conversation of each folder. */
export async function readConversations(archive: Archive, root: string): Promise<Conversations> {
  const remarks: string[] = [];
  const merged = new Map<string, ImportedConversation>();
  const repeated = new Set<string>();
  for (const { file, kind } of lists) {
    if (!archive.paths.includes(root + file)) continue;
    const entries = await archive.readList(root + file);
    if (entries === null) remarks.push(`${root}${file} holds no list, and is left out.`);
    let nameless = 0;
    for (const entry of entries ?? []) {
      const raw = readConversationEntry(entry);
      if (raw === null) {
        nameless += 1;
        continue;
      }
      const before = merged.get(raw.id);
      if (before) repeated.add(before.name || raw.id);
      merged.set(raw.id, merge(before, ofList(raw, kind)));
    }
    if (nameless > 0) remarks.push(`Entries of ${root}${file} that have no id are left out: ${nameless}.`);
  }
  if (repeated.size > 0)
    remarks.push(`Named twice, and taken as the more private of the two: ${[...repeated].slice(0, 20).join(", ")}.`);
  const folders = foldersIn(archive, root);
  const all = [...withOneGeneral([...merged.values()]), ...canvasesOf(folders, merged)];
  return { all, byFolder: claimFolders(folders, all, remarks), remarks };
}

/** A list may hold entries that belong in another one. The entries themselves say so. */
function ofList(raw: SlackConversation, kind: ImportedConversation["kind"]): ImportedConversation {
  return {
    sourceId: raw.id,
    kind: mostPrivate(kind, raw.is_direct ? "direct" : raw.is_private ? "private" : "public"),
    name: raw.name,
    topic: raw.topic,
    purpose: raw.purpose,
    createdAt: raw.created,
    creatorId: raw.creator || null,
    isArchived: raw.is_archived,
    isGeneral: raw.is_general,
    memberIds: raw.members,
    isOfItsAuthors: false,
  };
}

/** Merges two entries of one channel. The more private one decides who may read it. */
function merge(before: ImportedConversation | undefined, next: ImportedConversation): ImportedConversation {
  if (before === undefined) return next;
  return {
    ...before,
    kind: mostPrivate(before.kind, next.kind),
    name: before.name || next.name,
    topic: before.topic || next.topic,
    purpose: before.purpose || next.purpose,
    createdAt: before.createdAt ?? next.createdAt,
    creatorId: before.creatorId ?? next.creatorId,
    isArchived: before.isArchived || next.isArchived,
    isGeneral: before.isGeneral || next.isGeneral,
    memberIds: [...new Set([...before.memberIds, ...next.memberIds])],
  };
}

const privacy = { public: 0, private: 1, direct: 2 };

function mostPrivate(a: ImportedConversation["kind"], b: ImportedConversation["kind"]): ImportedConversation["kind"] {
  return privacy[a] >= privacy[b] ? a : b;
}

/** If no public channel is marked as the one for everybody, the public channel named `general` is. */
function withOneGeneral(conversations: readonly ImportedConversation[]): ImportedConversation[] {
  const isOpen = ({ kind }: ImportedConversation) => kind === "public";
  const general =
    conversations.find((conversation) => conversation.isGeneral && isOpen(conversation)) ??
    conversations.find((conversation) => conversation.name === "general" && isOpen(conversation));
  return conversations.map((conversation) => ({ ...conversation, isGeneral: conversation === general }));
}

function foldersIn({ paths }: Archive, root: string): ReadonlySet<string> {
  const inside = paths.filter((path) => path.startsWith(root)).map((path) => path.slice(root.length).split("/"));
  return new Set(inside.flatMap(([folder = "", name]) => (name === undefined ? [] : [folder])));
}

/** Comments on a canvas are in a folder `FC:id:title` that no list names. Nothing says who may see the canvas. */
function canvasesOf(
  folders: ReadonlySet<string>,
  listed: ReadonlyMap<string, ImportedConversation>,
): ImportedConversation[] {
  const known = new Set(Array.from(listed, ([id, { name }]) => [id, name]).flat());
  return [...folders].filter(isCanvas).flatMap((folder) => {
    const sourceId = canvasId(folder);
    if (known.has(sourceId) || known.has(folder)) return [];
    known.add(sourceId);
    const title = folder.slice(sourceId.length + 1).trim();
    return [{ ...noConversation, sourceId, name: title === "" ? "canvas" : `canvas-${title}` }];
  });
}

const noConversation: ImportedConversation = {
  sourceId: "",
  kind: "private",
  name: "",
  topic: "",
  purpose: "",
  createdAt: null,
  creatorId: null,
  isArchived: false,
  isGeneral: false,
  memberIds: [],
  isOfItsAuthors: true,
};

/** Programs write an underscore where a file name may not contain a colon. */
function isCanvas(folder: string): boolean {
  return /^FC(?::.|_F[A-Z0-9]{2,})/.test(folder);
}

function canvasId(folder: string): string {
  return /^FC[:_][^:_]+/.exec(folder)?.[0] ?? folder;
}

/**
 * A folder has the name of its conversation, or the conversation's id: some programs name every folder by id.
 * If several conversations share a name, those with a folder named by their id need no other. The most
 * private of the rest gets the shared folder.
 */
function claimFolders(
  folders: ReadonlySet<string>,
  all: readonly ImportedConversation[],
  remarks: string[],
): Map<string, ImportedConversation> {
  const byId = new Map(all.map((conversation) => [conversation.sourceId, conversation]));
  const byName = new Map<string, ImportedConversation[]>();
  for (const conversation of all) {
    const named = byName.get(conversation.name);
    if (named) named.push(conversation);
    else if (conversation.name !== "") byName.set(conversation.name, [conversation]);
  }
  const claimed = new Map<string, ImportedConversation>();
  for (const folder of folders) {
    const named = byName.get(folder) ?? [];
    const homeless = named.filter(({ sourceId }) => !folders.has(sourceId));
    const candidates = (homeless.length > 0 ? homeless : named).sort((a, b) => privacy[b.kind] - privacy[a.kind]);
    const owner = byId.get(folder) ?? byId.get(canvasId(folder)) ?? candidates[0];
    if (owner) claimed.set(folder, owner);
    if (owner && owner === candidates[0] && candidates.length > 1)
      remarks.push(
        `${candidates.length} conversations share the folder ${folder}: its messages go to ${owner.sourceId}.`,
      );
  }
  return claimed;
}
