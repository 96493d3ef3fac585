import { type Fields, fieldsOf, flagOf, idOf, idsOf, isFields, listOf, textOf, timeIn } from "./lenient";
import { tsOf } from "./slack-time";

/**
 * Slack's own shapes and names, as far as the import reads them. An absent text is empty. Other people's programs write
 * exports, so anything malformed is dropped in the smallest piece and, in a message, counted in `odd`.
 */
export interface SlackUser {
  id: string;
  team_id: string;
  name: string;
  real_name: string;
  deleted: boolean;
  is_bot: boolean;
  is_guest: boolean;
  is_stranger: boolean;
  is_owner: boolean;
  /** The teams within the organisation, if there is one. */
  teams: readonly string[];
  profile: SlackProfile;
}

export interface SlackProfile {
  name: string;
  display_name: string;
  real_name: string;
  email: string;
  picture: string;
}

export interface SlackConversation {
  id: string;
  name: string;
  created: Date | null;
  creator: string;
  is_archived: boolean;
  is_general: boolean;
  is_private: boolean;
  is_direct: boolean;
  members: string[];
  topic: string;
  purpose: string;
}

export interface SlackMessage {
  ts: string;
  type: string;
  subtype: string;
  user: string;
  username: string;
  bot_id: string;
  text: string;
  thread_ts: string | null;
  edited_ts: string | null;
  user_profile: SlackProfile;
  bot_name: string;
  /** The author of a comment on a file, in old exports. */
  commenter: string;
  reactions: readonly SlackReaction[];
  blocks: readonly unknown[];
  attachments: readonly SlackAttachment[];
  files: readonly SlackFile[];
  /** The thread's root, which a reply that the timeline shows too carries with it. */
  root: unknown;
  /** The number of unreadable pieces. */
  odd: number;
}

export interface SlackReaction {
  name: string;
  users: string[];
  /** The number of people who reacted. Slack does not name all of them. */
  count: number;
}

export interface SlackAttachment {
  fallback: string;
  pretext: string;
  author_name: string;
  title: string;
  title_link: string;
  text: string;
  from_url: string;
  image_url: string;
  footer: string;
  is_share: boolean;
  fields: readonly { readonly title: string; readonly value: string }[];
  blocks: readonly unknown[];
  files: readonly SlackFile[];
  /** Buttons. */
  actions: readonly unknown[];
}

export interface SlackFile {
  name: string;
  title: string;
  mode: string;
  permalink: string;
  url_private: string;
  external_url: string;
  /** The comment posted with the file, and the transcript of a recording. */
  comment: string;
  transcript: string;
}

/** Returns null for an entry that names nobody. */
export function readUser(value: unknown): SlackUser | null {
  const raw = fieldsOf(value);
  const id = idOf(raw.id);
  if (id === "") return null;
  return {
    id,
    team_id: idOf(raw.team_id),
    name: textOf(raw.name),
    real_name: textOf(raw.real_name),
    deleted: flagOf(raw.deleted),
    is_bot: flagOf(raw.is_bot),
    is_guest: flagOf(raw.is_restricted) || flagOf(raw.is_ultra_restricted),
    is_stranger: flagOf(raw.is_stranger),
    is_owner: flagOf(raw.is_owner) || flagOf(raw.is_primary_owner),
    teams: idsOf(fieldsOf(raw.enterprise_user).teams),
    profile: readProfile(raw.profile),
  };
}

/** Returns null for an entry without an id. */
export function readConversationEntry(value: unknown): SlackConversation | null {
  const raw = fieldsOf(value);
  const id = idOf(raw.id);
  if (id === "") return null;
  return {
    id,
    name: textOf(raw.name).normalize("NFC"),
    created: timeIn(raw.created),
    creator: idOf(raw.creator),
    is_archived: flagOf(raw.is_archived),
    is_general: flagOf(raw.is_general),
    is_private: flagOf(raw.is_private) || flagOf(raw.is_group),
    is_direct: flagOf(raw.is_im) || flagOf(raw.is_mpim),
    members: idsOf(raw.members),
    topic: readTitle(raw.topic),
    purpose: readTitle(raw.purpose),
  };
}

const none: readonly never[] = [];

/** Returns null for anything that is not a message, or has no time stamp to identify it. */
export function readSlackMessage(value: unknown): SlackMessage | null {
  if (!isFields(value)) return null;
  const ts = tsOf(value.ts);
  if (ts === null) return null;
  const pieces = new Pieces();
  return {
    ts,
    type: textOf(value.type),
    subtype: textOf(value.subtype),
    user: idOf(value.user),
    username: textOf(value.username),
    bot_id: idOf(value.bot_id),
    text: pieces.text(value.text),
    thread_ts: tsOf(value.thread_ts),
    edited_ts: tsOf(fieldsOf(value.edited).ts),
    user_profile: value.user_profile ? readProfile(value.user_profile) : noProfile,
    bot_name: textOf(fieldsOf(value.bot_profile).name),
    commenter: value.comment ? idOf(fieldsOf(value.comment).user) : "",
    reactions: pieces.list(value.reactions, readReaction),
    blocks: pieces.list(value.blocks, (block) => (isFields(block) ? block : null)),
    attachments: pieces.list(value.attachments, (attachment) => readAttachment(attachment, pieces)),
    files: pieces.list(value.files ?? (value.file ? [value.file] : undefined), readFile),
    root: value.root,
    odd: pieces.odd,
  };
}

/** Reads the pieces of one message and counts the unreadable ones. */
class Pieces {
  odd = 0;

  text(value: unknown): string {
    if (typeof value === "object" && value !== null) this.odd += 1;
    return textOf(value);
  }

  list<Item>(value: unknown, read: (item: unknown) => Item | null): readonly Item[] {
    if (value === undefined || value === null) return none;
    if (!Array.isArray(value)) {
      this.odd += 1;
      return none;
    }
    const items: Item[] = [];
    for (const raw of value) {
      const item = read(raw);
      if (item === null) this.odd += 1;
      else items.push(item);
    }
    return items;
  }
}

function readAttachment(value: unknown, pieces: Pieces): SlackAttachment | null {
  if (!isFields(value)) return null;
  return {
    fallback: pieces.text(value.fallback),
    pretext: pieces.text(value.pretext),
    author_name: pieces.text(value.author_name),
    title: pieces.text(value.title),
    title_link: textOf(value.title_link),
    text: pieces.text(value.text),
    from_url: textOf(value.from_url),
    image_url: textOf(value.image_url),
    footer: pieces.text(value.footer),
    is_share: flagOf(value.is_share) || flagOf(value.is_msg_unfurl),
    fields: pieces.list(value.fields, (field) =>
      isFields(field) ? { title: pieces.text(field.title), value: pieces.text(field.value) } : null,
    ),
    blocks: pieces.list(value.blocks ?? messageBlocks(value), (block) => (isFields(block) ? block : null)),
    files: pieces.list(value.files, readFile),
    actions: listOf(value.actions),
  };
}

/** A shared message keeps its blocks one level deeper. */
function messageBlocks({ text, message_blocks }: Fields): unknown {
  if (text) return undefined;
  return listOf(message_blocks).flatMap((item) => listOf(fieldsOf(fieldsOf(item).message).blocks));
}

function readFile(value: unknown): SlackFile | null {
  if (!isFields(value)) return null;
  const { transcription, initial_comment } = value;
  return {
    name: textOf(value.name),
    title: textOf(value.title),
    mode: textOf(value.mode),
    permalink: textOf(value.permalink),
    url_private: textOf(value.url_private),
    external_url: textOf(value.external_url),
    comment: textOf(fieldsOf(initial_comment).comment),
    transcript: textOf(fieldsOf(fieldsOf(transcription).preview).content),
  };
}

/** No message has more people who react to it. A larger count is meaningless. */
const reactorsMax = 1_000_000;

function readReaction(value: unknown): SlackReaction | null {
  const raw = fieldsOf(value);
  const name = textOf(raw.name);
  if (name === "") return null;
  const users = idsOf(raw.users);
  const count = Math.trunc(Number(textOf(raw.count)));
  return { name, users, count: count > users.length && count <= reactorsMax ? count : users.length };
}

const noProfile: SlackProfile = { name: "", display_name: "", real_name: "", email: "", picture: "" };

function readProfile(value: unknown): SlackProfile {
  const raw = fieldsOf(value);
  return {
    name: textOf(raw.name),
    display_name: textOf(raw.display_name),
    real_name: textOf(raw.real_name),
    email: textOf(raw.email),
    picture: textOf(raw.image_192) || textOf(raw.image_512) || textOf(raw.image_72),
  };
}

function readTitle(value: unknown): string {
  return typeof value === "string" ? value : textOf(fieldsOf(value).value);
}
