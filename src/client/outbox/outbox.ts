import { type Clock, jittered } from "../platform/clock";
import type { KeyValueStorage, PageMessage } from "../platform/storage";
import type { OwnMessage } from "../replica/local-state";
import { Refusal, type Sent } from "../transport/answers";
import type { OutboxCommand } from "../transport/outbox-commands";
import { isNewMessage, type KeptCommand, namesLocalMessage, type Pending, readKept, withRealId } from "./pending";

export type OutboxOptions = {
  readonly clock: Clock;
  readonly storage: KeyValueStorage;
  /**
   * Sends a command. Repeating it is safe once it has failed. While it may still arrive, only new messages may be repeated, since
   * they carry a nonce; any other command would undo later changes.
   */
  send(pending: Pending): Promise<Sent>;
  /** Cursor up to which the stream has been folded. */
  position(): number;
  /** Reports whether a command waits for an answer. `begun`: one starts to wait, or another was answered and one still waits. */
  onWaiting(now: "begun" | "failed" | "over"): void;
  onChange(): void;
  onSignedOut(): void;
};

/**
 * Pending commands. Each is stored until the server has answered, so that it survives a reload. Commands of one conversation are
 * sent in order. A command without an answer is sent again with the same nonce. It is dropped when the stream delivers its
 * events, which may be before the answer.
 */
export class Outbox {
  private pendings: readonly Pending[] = [];
  private readonly queues = new Set<string>();
  private readonly waiting = new Set<() => void>();
  /** New messages that are being sent, by command: each with a function that continues without the answer. */
  private readonly sending = new Map<string, () => void>();
  private readonly realIds = new Map<string, string>();
  /** Commands that are being sent here and that another page has dropped. They are not retried. */
  private readonly settled = new Set<string>();
  private isPaused = true;
  private scope = "";
  private readonly options: OutboxOptions;

  constructor(options: OutboxOptions) {
    this.options = options;
  }

  list(): readonly Pending[] {
    return this.pendings;
  }

  /**
   * Opens the outbox of one person in one workspace, with the commands that an earlier page left in it. Another person's stay for
   * them.
   */
  open(owner: string): void {
    const scope = `outbox/${owner}/`;
    if (this.scope !== scope && this.scope !== "") this.change([]);
    this.scope = scope;
    this.takeKept();
  }

  /** This page closes: other pages of this browser send its unsent commands. */
  leave(): void {
    if (this.scope !== "" && this.pendings.some(({ acked_cursor }) => acked_cursor === null))
      this.options.storage.broadcast(leftTopic, this.scope);
  }

  /** Another page has removed a stored command, or has closed and left unsent ones of the same person and workspace. */
  receive(message: PageMessage): void {
    if (message.type === "removed") this.settledElsewhere(message.key);
    else if (message.type !== "sent" || message.topic !== leftTopic || message.value !== this.scope) return;
    else if (!this.isPaused) this.takeKept();
  }

  private takeKept(): void {
    const kept = this.options.storage.list(this.scope);
    const known = new Set(this.pendings.map((pending) => pending.command_id));
    const restored = kept
      .flatMap(([, value]) => readKept(value) ?? [])
      .filter((one) => !known.has(one.command_id))
      .sort((one, other) => (one.command_id < other.command_id ? -1 : 1));
    this.change([...restored.map(queued), ...this.pendings]);
    this.resume();
  }

  add(given: KeptCommand): void {
    const kept = { ...given, command: this.withKnownIds(given.command) };
    this.keep(kept);
    this.change([...this.pendings, queued(kept)]);
    void this.run(kept.queue);
  }

  /** The viewer's own message has been confirmed: its command is dropped. False when it was sent elsewhere. */
  confirm(message: OwnMessage): boolean {
    const pending = this.pendings.find((one) => isNewMessage(one) && one.command_id === message.nonce);
    if (!pending) return false;
    this.nameLocal(pending, message.id);
    this.drop(pending.command_id);
    return true;
  }

  /** Drops commands whose events have been folded. */
  settle(): void {
    const position = this.options.position();
    const left = this.pendings.filter(({ acked_cursor }) => acked_cursor === null || acked_cursor > position);
    if (left.length < this.pendings.length) this.change(left);
  }

  retry(commandId: string): void {
    const pending = this.find(commandId);
    if (pending?.state !== "failed") return;
    this.keep(pending);
    this.update(commandId, { state: "queued", failure: null });
    void this.run(pending.queue);
  }

  /** Discards a command that has no answer yet; returns it, so that its text can be restored. */
  discard(commandId: string): Pending | null {
    const pending = this.find(commandId);
    if (!pending || pending.state === "sending" || pending.state === "acked") return null;
    this.drop(commandId);
    return pending;
  }

  /** Another page has removed a stored command. If it waits here too, it was sent or discarded there, and is dropped. */
  private settledElsewhere(key: string): void {
    const pending = this.pendings.find(({ command_id }) => `${this.scope}${command_id}` === key);
    if (!pending || pending.state === "acked" || this.isNamed(pending)) return;
    if (pending.state === "sending") this.settled.add(pending.command_id);
    else this.change(this.pendings.filter((one) => one !== pending));
  }

  pause(): void {
    this.isPaused = true;
  }

  /** The server may be reachable again: retries everything that waits. */
  resume(): void {
    this.isPaused = false;
    for (const wake of [...this.waiting]) wake();
    for (const queue of new Set(this.pendings.map((pending) => pending.queue))) void this.run(queue);
  }

  /** Like `resume`, when the person asks for it. New messages that have waited long for their answer are sent again too. */
  retryNow(): void {
    for (const goOn of [...this.sending.values()]) goOn();
    this.resume();
  }

  /** Forgets everything here; storage is cleared separately. */
  close(): void {
    this.isPaused = true;
    this.scope = "";
    this.change([]);
  }

  private async run(queue: string): Promise<void> {
    if (this.queues.has(queue)) return;
    this.queues.add(queue);
    for (let attempt = 0; ; ) {
      const next = this.pendings.find((pending) => pending.queue === queue && pending.state === "queued");
      if (!next || this.isPaused) break;
      attempt = (await this.sendOne(next)) ? 0 : attempt + 1;
      if (attempt > 0 && !this.isPaused && (await this.wait(jittered(this.options.clock, attempt)))) attempt = 0;
    }
    this.queues.delete(queue);
  }

  /** True when the queue may continue at once: the server has answered, or the person asked to retry. */
  private async sendOne(pending: Pending): Promise<boolean> {
    const { command_id } = pending;
    if (namesLocalMessage(pending.command)) {
      this.fail(command_id, { code: "not_found", message: "The message it belongs to was not sent." });
      return true;
    }
    this.update(command_id, { state: "sending" });
    try {
      this.acknowledge(command_id, await this.answerTo(pending));
      this.reportAnswered();
      return true;
    } catch (error) {
      if (error instanceof Refusal && error.code === "unauthenticated") this.options.onSignedOut();
      if (error instanceof Refusal && error.code !== "unauthenticated" && !error.isPassing) {
        this.fail(command_id, { code: error.code, message: error.message });
        this.reportAnswered();
        return true;
      }
      if (this.settled.delete(command_id)) this.change(this.pendings.filter((one) => one.command_id !== command_id));
      else this.update(command_id, { state: "queued" });
      if (this.isWaiting()) this.options.onWaiting("failed");
      return error === hurried;
    }
  }

  /** The server's answer. For a new message, fails when somebody asks to retry. */
  private async answerTo(pending: Pending): Promise<Sent> {
    const { command_id } = pending;
    if (!isNewMessage(pending)) return this.options.send(pending);
    const gaveUp = new Promise<never>((_, reject) => {
      this.sending.set(command_id, () => reject(hurried));
    });
    return Promise.race([this.options.send(pending), gaveUp]).finally(() => this.sending.delete(command_id));
  }

  private isWaiting(): boolean {
    return this.pendings.some(({ state }) => state === "queued" || state === "sending");
  }

  private reportAnswered(): void {
    this.options.onWaiting("over");
    if (this.isWaiting()) this.options.onWaiting("begun");
  }

  private acknowledge(commandId: string, { cursor, message_id }: Sent): void {
    const pending = this.find(commandId);
    if (!pending) return;
    if (message_id !== null) this.nameLocal(pending, message_id);
    if (cursor === null || cursor <= this.options.position()) {
      this.drop(commandId);
      return;
    }
    this.forget(commandId);
    this.update(commandId, { state: "acked", acked_cursor: cursor });
  }

  private fail(commandId: string, failure: NonNullable<Pending["failure"]>): void {
    this.update(commandId, { state: "failed", failure });
  }

  private withKnownIds(command: OutboxCommand): OutboxCommand {
    if (!namesLocalMessage(command)) return command;
    return [...this.realIds].reduce((named, [localId, realId]) => withRealId(named, localId, realId), command);
  }

  /** Later commands may refer to a message by its local id. */
  private nameLocal({ local_id }: Pending, realId: string): void {
    if (local_id === null) return;
    this.realIds.set(local_id, realId);
    this.pendings = this.pendings.map((pending) => {
      if (!names(pending.command, local_id)) return pending;
      const named = { ...pending, command: withRealId(pending.command, local_id, realId) };
      this.keep(named);
      return named;
    });
  }

  /** Whether a later command refers to the message that this one will create. */
  private isNamed({ local_id }: Pending): boolean {
    return local_id !== null && this.pendings.some(({ command }) => names(command, local_id));
  }

  /** True if it was woken before the time was over. */
  private async wait(delayMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (isWoken: boolean) => {
        cancel();
        this.waiting.delete(wake);
        resolve(isWoken);
      };
      const wake = () => end(true);
      const cancel = this.options.clock.after(delayMs, () => end(false));
      this.waiting.add(wake);
    });
  }

  private find(commandId: string): Pending | undefined {
    return this.pendings.find((pending) => pending.command_id === commandId);
  }

  private update(commandId: string, changes: Partial<Pending>): void {
    this.change(this.pendings.map((one) => (one.command_id === commandId ? { ...one, ...changes } : one)));
  }

  private drop(commandId: string): void {
    this.forget(commandId);
    this.change(this.pendings.filter((pending) => pending.command_id !== commandId));
  }

  private change(pendings: readonly Pending[]): void {
    const was = this.isWaiting();
    this.pendings = pendings;
    if (was !== this.isWaiting()) this.options.onWaiting(was ? "over" : "begun");
    this.options.onChange();
  }

  private keep({ command_id, queue, command, made_at, local_id }: KeptCommand): void {
    if (this.scope === "") return;
    const value = JSON.stringify({ command_id, lane: queue, command, made_at, local_id });
    this.options.storage.set(`${this.scope}${command_id}`, value);
  }

  private forget(commandId: string): void {
    this.options.storage.remove(`${this.scope}${commandId}`);
  }
}

const leftTopic = "unsent";

const hurried = new Error("Somebody asked to send the command again now.");

function queued(kept: KeptCommand): Pending {
  return { ...kept, state: "queued", acked_cursor: null, failure: null };
}

function names({ input }: OutboxCommand, localId: string): boolean {
  return Object.values<unknown>(input).includes(localId);
}
