import { createEngine, type Engine } from "../../../src/client/engine";
import { type KeyValueStorage, memoryStorage } from "../../../src/client/platform/storage";
import { draft, message } from "../../support/drafts";
import { ClientServer } from "./client-server";
import { FakeClock } from "./fake-clock";
import { FakeTransport } from "./fake-transport";
import { MemoryServer } from "./memory-server";

/** A workspace in memory, with Ann in a channel of 40 messages that the owner wrote, and her browser, whose time stands still. */
export class ClientWorld {
  readonly server = new MemoryServer();
  readonly clock: FakeClock;
  readonly client: ClientServer;
  readonly transport: FakeTransport;
  readonly general: string;
  engine: Engine;

  constructor(seed: number, storage: KeyValueStorage = memoryStorage()) {
    const { server } = this;
    const owner = person("owner");
    server.run("usr_owner", {
      type: "workspace.create",
      input: { name: "Acme", slug: "acme", source: null, owner },
    });
    const [made] = server.run("usr_owner", {
      type: "invite.create",
      input: { role: "member", channel_ids: [], expires_at: null, max_uses: null },
    });
    const invite_id = made?.type === "invite.created" ? made.payload.invite_id : "";
    server.run("usr_ann", { type: "invite.accept", input: { invite_id, person: person("ann") } });
    this.general = [...server.store.all("channel")][0]?.id ?? "";
    for (let n = 1; n <= 40; n += 1) server.run("usr_owner", message(this.general, `before ${n}`));
    this.client = new ClientServer(server, "usr_ann");
    this.clock = new FakeClock(seed);
    this.transport = new FakeTransport(this.client, this.clock);
    this.engine = this.create(storage);
  }

  /** Another page of the same person. */
  reopen(storage: KeyValueStorage): void {
    this.engine = this.create(storage);
  }

  /** Opens the channel, and reads it. */
  async open(): Promise<void> {
    this.engine.start();
    this.engine.timeline.open(this.general);
    await this.clock.pass(3_000);
  }

  say(body: string): void {
    this.engine.messages.send({ conversation_id: this.general, body });
  }

  receive(body: string): void {
    this.transport.run("usr_owner", message(this.general, body));
  }

  /** The owner replies in a thread, and sends it to the channel, too. */
  reply(root_message_id: string, body: string): void {
    const input = { ...draft(body), root_message_id, also_send_to_channel: true };
    this.transport.run("usr_owner", { type: "thread.reply", input });
  }

  /** The texts of Ann's messages, as the server has them. */
  said(): string[] {
    return this.client
      .messagesOf(this.general)
      .filter(({ author_id }) => author_id === "usr_ann")
      .map(({ body }) => body);
  }

  connection() {
    return this.engine.views.read("connection", "");
  }

  row() {
    return this.engine.views.read("channels", "").find(({ id }) => id === this.general);
  }

  lastSeq(): number {
    return this.client.messagesOf(this.general).at(-1)?.channel_seq ?? 0;
  }

  private create(storage: KeyValueStorage): Engine {
    return createEngine({
      transport: this.transport,
      storage,
      clock: this.clock,
      schedule: (callback) => void this.clock.after(10, callback),
    });
  }
}

function person(name: string) {
  return { handle: name, display_name: name, avatar_url: null };
}
