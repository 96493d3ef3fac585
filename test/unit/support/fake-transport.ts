import { Refusal, type Sent } from "../../../src/client/transport/answers";
import type { OutboxCommand } from "../../../src/client/transport/outbox-commands";
import type { Mark, StreamHandlers, StreamOptions, Transport } from "../../../src/client/transport/transport";
import type { Command, Event } from "../../../src/domain";
import { DomainError } from "../../../src/domain/core/errors";
import { pairKey } from "../../../src/domain/state";
import type { ClientServer } from "./client-server";
import type { FakeClock } from "./fake-clock";

type Way = "boot" | "commands" | "pages" | "markers";

const slowestMs = 400;
const pageSize = 10;

/** A network between a client and a server in memory: slow, out of order, and, until it is `healthy`, losing requests, answers and streams. */
export class FakeTransport implements Transport {
  healthy = true;
  /** What does not reach the server while the rest does. */
  readonly broken = new Set<Way>();
  /** What is asked and not answered until it is let go. */
  readonly hanging = new Set<Way>();
  private readonly held: (() => void)[] = [];
  /** Read marks that were sent by a page that was about to go. */
  readonly parting: Mark[] = [];
  /** Every command that reached the server, in order of arrival. */
  readonly arrived: OutboxCommand[] = [];
  private readonly streams = new Set<FakeStream>();
  private readonly client: ClientServer;
  private readonly clock: FakeClock;

  constructor(client: ClientServer, clock: FakeClock) {
    this.client = client;
    this.clock = clock;
  }

  /** Somebody else does something. Refusals are theirs. */
  run(userId: string, command: Command): Event[] {
    try {
      return this.client.server.run(userId, command);
    } catch (error) {
      if (error instanceof DomainError) return [];
      throw error;
    } finally {
      this.ring();
    }
  }

  boot: Transport["boot"] = ({ conversationId }) => this.reach("boot", () => this.client.boot(conversationId ?? null));

  workspaces: Transport["workspaces"] = () => this.reach("pages", () => ({ workspaces: [], hasMore: false }));

  send: Transport["send"] = (command) =>
    this.reach("commands", () => {
      this.arrived.push(command);
      return this.execute(command);
    });

  messages: Transport["messages"] = (id, at) => this.reach("pages", () => this.client.page(id, at, pageSize));

  replies: Transport["replies"] = (rootId, at) =>
    this.reach("pages", () => {
      const root = this.client.server.store.get("message", rootId);
      if (!root) throw new Refusal("not_found", "The message was not found.");
      return { ...this.client.replies(rootId, at, pageSize), root: this.client.resource(root) };
    });

  conversation: Transport["conversation"] = (id) =>
    this.reach("pages", () => {
      const { store } = this.client.server;
      const timeline = store.get("timeline", id);
      const reached = { last_seq: timeline?.last_seq ?? 0, last_message_at: timeline?.last_message_at ?? null };
      const channel = store.get("channel", id);
      const direct = store.get("direct", id);
      if (channel) return { kind: "channel" as const, channel, ...reached };
      if (direct) return { kind: "direct" as const, direct, ...reached };
      throw new Refusal("not_found", "The conversation was not found.");
    });

  preferences: Transport["preferences"] = () => this.reach("pages", () => this.client.preferences);

  savePreferences: Transport["savePreferences"] = (changes) =>
    this.reach("pages", () => {
      this.client.preferences = { ...this.client.preferences, ...changes };
      return this.client.preferences;
    });

  users: Transport["users"] = () => this.reach("pages", () => []);

  markRead: Transport["markRead"] = (mark, { isParting } = { isParting: false }) => {
    if (isParting) this.parting.push(mark);
    return this.reach("markers", () => {
      const state = this.client.move(mark.conversation_id, mark.seq, mark.unread);
      for (const stream of this.streams) stream.receive("channel.read", state);
      return state;
    });
  };

  publish: Transport["publish"] = async () => undefined;

  signOut: Transport["signOut"] = async () => undefined;

  openStream: Transport["openStream"] = (options, handlers) => {
    const stream = new FakeStream(this.client, this.clock, { options, handlers, isHealthy: () => this.healthy });
    this.streams.add(stream);
    const close = () => {
      stream.close();
      this.streams.delete(stream);
    };
    return { watchPresence: () => undefined, close };
  };

  /** Every live stream falls silent, as when a wire is cut: nobody is told. */
  mute(): void {
    for (const stream of this.streams) stream.close();
  }

  /** What hung arrives after all, as from a proxy that held it. */
  letGo(): void {
    this.hanging.clear();
    for (const go of this.held.splice(0)) go();
  }

  /** The server ends every live stream and says why. */
  end(refusal: Refusal): void {
    for (const stream of [...this.streams]) stream.end(refusal);
  }

  private ring(): void {
    for (const stream of this.streams) stream.ring();
  }

  /** A request and its answer, each of which may be lost on the way. */
  private async reach<T>(way: Way, answer: () => T): Promise<T> {
    await this.travel();
    if (this.hanging.has(way)) await new Promise<void>((go) => this.held.push(go));
    if (this.broken.has(way)) throw new Error(`${way} do not get through`);
    const answered = answer();
    this.ring();
    await this.travel();
    return answered;
  }

  private async travel(): Promise<void> {
    await this.clock.sleep(this.clock.random() * slowestMs);
    if (!this.healthy && this.clock.random() < 0.4) throw new Error("lost on the way");
  }

  private execute(command: OutboxCommand): Sent {
    const { server, viewerId } = this.client;
    const nonce = "nonce" in command.input ? command.input.nonce : null;
    const original = nonce === null ? undefined : server.store.find("message", "nonce", pairKey(viewerId, nonce))[0];
    if (original) return { message_id: original.id, cursor: original.event_cursors[0] ?? null };
    try {
      const events = server.run(viewerId, command);
      const made = events.find((event) => event.type === "message.created" || event.type === "thread.reply_created");
      return { message_id: made ? made.payload.message_id : null, cursor: events.at(-1)?.cursor ?? null };
    } catch (error) {
      if (error instanceof DomainError) throw new Refusal(error.code, error.message);
      throw error;
    }
  }
}

type Streaming = {
  readonly options: StreamOptions;
  readonly handlers: StreamHandlers;
  readonly isHealthy: () => boolean;
};

class FakeStream {
  private position: number;
  private isOver = false;
  private isTelling = false;
  private readonly client: ClientServer;
  private readonly clock: FakeClock;
  private readonly streaming: Streaming;

  constructor(client: ClientServer, clock: FakeClock, streaming: Streaming) {
    this.client = client;
    this.clock = clock;
    this.streaming = streaming;
    this.position = streaming.options.after;
    clock.after(clock.random() * slowestMs, () => {
      if (this.isOver) return;
      streaming.handlers.onOpen();
      this.receive("read_states.snapshot", { read_states: client.readStates() });
      this.ring();
    });
    this.beat();
  }

  ring(): void {
    if (this.isTelling || this.isOver) return;
    this.isTelling = true;
    this.clock.after(this.clock.random() * slowestMs, () => {
      this.isTelling = false;
      if (!this.isOver && this.position < this.client.head) this.broadcast();
    });
  }

  close(): void {
    this.isOver = true;
  }

  end(refusal: Refusal): void {
    if (this.isOver) return;
    this.isOver = true;
    this.streaming.handlers.onEnd(refusal);
  }

  /** A signal to the viewer's devices, or what a stream opens with. */
  receive(type: "channel.read" | "read_states.snapshot", payload: object): void {
    const { server, viewerId } = this.client;
    const ephemeral = {
      id: "eph_1",
      type,
      v: 1 as const,
      workspace_id: server.workspaceId,
      actor_id: viewerId,
      created_at: "2026-01-02T00:00:00.000Z",
      payload: { ...payload },
    };
    this.clock.after(this.clock.random() * slowestMs, () => {
      if (!this.isOver) this.streaming.handlers.onEphemerals([ephemeral]);
    });
  }

  private broadcast(): void {
    if (!this.streaming.isHealthy() && this.clock.random() < 0.3) {
      this.isOver = true;
      this.streaming.handlers.onEnd(null);
      return;
    }
    const frame = this.client.frame(this.position, this.client.head);
    this.position = frame.upto;
    this.streaming.handlers.onFrame(frame);
  }

  private beat(): void {
    this.clock.after(15_000, () => {
      if (this.isOver) return;
      this.streaming.handlers.onFrame({ after: this.position, upto: this.position, events: [] });
      this.beat();
    });
  }
}
