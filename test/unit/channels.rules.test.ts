import { describe, expect, test } from "vitest";
import { MemoryServer } from "./support/memory-server";

const owner = "usr_owner";
const ann = "usr_ann";

function populated(): { server: MemoryServer; general: string } {
  const server = new MemoryServer();
  server.run(owner, {
    type: "workspace.create",
    input: { name: "Acme", slug: "acme", source: null, owner: person("owner") },
  });
  const [made] = server.run(owner, {
    type: "invite.create",
    input: { role: "member", channel_ids: [], expires_at: null, max_uses: null },
  });
  if (made?.type !== "invite.created") throw new Error("no invite");
  server.run(ann, { type: "invite.accept", input: { invite_id: made.payload.invite_id, person: person("ann") } });
  return { server, general: [...server.store.all("channel")][0]?.id ?? "" };
}

function person(handle: string) {
  return { display_name: handle, handle, avatar_url: null };
}

describe("a bot in channels", () => {
  test("may manage no more than the member who owns it", () => {
    const { server, general } = populated();
    server.run(ann, { type: "bot.create", input: { bot_id: "usr_bot", person: person("bot"), service: false } });
    const rename = (channel_id: string) =>
      server.run("usr_bot", { type: "channel.update", input: { channel_id, name: "renamed" } });
    expect(() => rename(general)).toThrow("Only the channel's creator");
    expect(() =>
      server.run("usr_bot", { type: "channel.remove_member", input: { channel_id: general, user_id: owner } }),
    ).toThrow("Only the channel's creator");
    const [own] = server.run(ann, { type: "channel.create", input: { name: "anns", kind: "public" } });
    expect(rename(own?.channel_id ?? "")).toMatchObject([{ type: "channel.updated" }]);
  });

  test("manages every channel that it sees when it belongs to nobody or to a manager", () => {
    const { server, general } = populated();
    for (const [index, service] of [true, false].entries()) {
      const bot_id = `usr_bot${index}`;
      server.run(owner, { type: "bot.create", input: { bot_id, person: person(`bot${index}`), service } });
      const name = `renamed-${index}`;
      expect(server.run(bot_id, { type: "channel.update", input: { channel_id: general, name } })).toHaveLength(1);
    }
  });
});
