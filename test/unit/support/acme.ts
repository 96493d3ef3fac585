import { expect } from "vitest";
import type { Command, Event } from "../../../src/domain";
import { DomainError, type ErrorCode } from "../../../src/domain/core/errors";
import type { Draft } from "../../../src/domain/messages/rules";
import { draft } from "../../support/drafts";
import { MemoryServer } from "./memory-server";

export const owner = "usr_owner";
export const moderator = "usr_moderator";
export const ann = "usr_ann";
export const ben = "usr_ben";
export const guest = "usr_guest";
export const bot = "usr_bot";
/** Somebody with an account who belongs to no workspace. */
export const stranger = "usr_stranger";

type Type = Command["type"];
type InputOf<T extends Type> = Extract<Command, { type: T }>["input"];

/**
 * A workspace with an owner, a moderator, two members, a guest and a service bot, all of them in the channel `general`. A test says what has
 * happened (`given`), what somebody asks for (`when`) and what comes of it.
 */
export class Acme {
  readonly server = new MemoryServer();
  readonly general: string;

  constructor() {
    const { server } = this;
    this.given(owner, "workspace.create", { name: "Acme", slug: "acme", source: null, owner: person("owner") });
    this.general = [...server.store.all("channel")][0]?.id ?? "";
    this.joins(moderator, "moderator");
    this.joins(ann);
    this.joins(ben);
    this.joins(guest, "guest");
    this.given(owner, "bot.create", { bot_id: bot, person: person("bot"), service: true });
  }

  /** Something that has happened. Answers the id of what it is about. */
  given<T extends Type>(userId: string, type: T, input: InputOf<T>): string {
    const [event] = this.run(userId, type, input);
    return event === undefined ? "" : subjectOf(event);
  }

  /** A command, decided at once; a refusal waits for `thenRefused`. */
  when<T extends Type>(userId: string, type: T, input: InputOf<T>): Outcome {
    return outcomeOf(() => this.run(userId, type, input));
  }

  joins(userId: string, role: "moderator" | "member" | "guest" = "member"): void {
    const channel_ids = role === "guest" ? [this.general] : [];
    const invite_id = this.given(owner, "invite.create", { role, channel_ids, max_uses: 1 });
    this.given(userId, "invite.accept", { invite_id, person: person(userId.slice(4)) });
  }

  /** A channel of the owner's, with these people in it too. */
  channel(name: string, kind: "public" | "private" = "public", userIds: readonly string[] = []): string {
    const channel_id = this.given(owner, "channel.create", { name, kind });
    for (const user_id of userIds) this.given(owner, "channel.add_member", { channel_id, user_id });
    return channel_id;
  }

  archived(channel_id: string): void {
    this.given(owner, "channel.update", { channel_id, archived: true });
  }

  private run<T extends Type>(userId: string, type: T, input: InputOf<T>): Event[] {
    // The compiler does not see that a type and its own input make one of the commands.
    return this.server.run(userId, { type, input } as unknown as Command);
  }
}

/** What came of a command or of a rule: events or an answer, or a refusal. */
export type Outcome = {
  /** `path` names the field that an `invalid_input` is about. */
  thenRefused(code: ErrorCode, path?: string): DomainError;
  /** These types of events, in order; none: it is allowed and changes nothing. */
  thenHappens(...types: Event["type"][]): Event[];
};

function outcomeOf(act: () => Event[]): Outcome {
  let events: Event[] = [];
  let refusal: DomainError | undefined;
  try {
    events = act();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    refusal = error;
  }
  return {
    thenRefused: (code, path) => refusedWith(refusal, code, path),
    thenHappens: (...types) => {
      if (refusal) throw refusal;
      expect(events.map(({ type }) => type)).toEqual(types);
      return events;
    },
  };
}

/** The refusal of a rule that is no command. */
export function refusalOf(act: () => unknown, code: ErrorCode, path?: string): DomainError {
  return outcomeOf(() => {
    act();
    return [];
  }).thenRefused(code, path);
}

function refusedWith(refusal: DomainError | undefined, code: ErrorCode, path?: string): DomainError {
  if (refusal === undefined) throw new Error(`This is allowed and should be refused with ${code}.`);
  const paths = path === undefined ? [] : [path];
  expect({ code: refusal.code, paths: refusal.details.map((detail) => detail.path) }).toEqual({ code, paths });
  return refusal;
}

/** The input of `message.create`, in a channel. */
export function inChannel(channel_id: string, fields: Partial<Draft> = {}) {
  return { ...draft("hi"), ...fields, channel_id, direct_conversation_id: null };
}

/** The input of `message.create`, in a direct conversation. */
export function inDirect(direct_conversation_id: string, fields: Partial<Draft> = {}) {
  return { ...draft("hi"), ...fields, channel_id: null, direct_conversation_id };
}

/** The input of `thread.reply`. */
export function replyTo(root_message_id: string, fields: Partial<Draft> = {}) {
  return { ...draft("hi"), ...fields, root_message_id, also_send_to_channel: false };
}

export function person(handle: string) {
  return { display_name: handle, handle, avatar_url: null };
}

function subjectOf({ type, payload, channel_id }: Event): string {
  if (type === "channel.created" || type === "channel.updated") return channel_id ?? "";
  if ("message_id" in payload) return payload.message_id;
  if ("invite_id" in payload) return payload.invite_id;
  if ("direct_conversation_id" in payload) return payload.direct_conversation_id ?? "";
  return "user_id" in payload ? payload.user_id : "";
}
