import fc from "fast-check";
import { expect, test } from "vitest";
import { definitionOf, type Event } from "../../src/domain";
import { acquaintances, knownMembers, knows } from "../../src/domain/core/acquaintances";
import { canSee } from "../../src/domain/core/permissions";
import { draft } from "../support/drafts";
import { MemoryServer } from "./support/memory-server";

const names = ["ann", "ben", "cat", "dan"] as const;
const owner = "usr_owner";
const guest = "usr_guest";

const place = fc.record({ members: fc.subarray([...names]), withGuest: fc.boolean() });
const direct = fc.record({ members: fc.subarray([...names], { minLength: 1 }), withGuest: fc.boolean() });

test("a guest knows exactly those with whom they share a channel or a direct conversation, everybody else everybody", () => {
  fc.assert(
    fc.property(fc.array(place, { maxLength: 3 }), fc.array(direct, { maxLength: 3 }), (channels, directs) => {
      const server = populated();
      const shared = new Set([guest]);
      channels.forEach(({ members, withGuest }, index) => {
        const id = newChannel(server, `c${index}`);
        for (const name of [...members.map((one) => `usr_${one}`), ...(withGuest ? [guest] : [])])
          add(server, id, name);
        if (withGuest) for (const id of [owner, ...members.map((one) => `usr_${one}`)]) shared.add(id);
      });
      for (const { members, withGuest } of directs) {
        const ids = members.map((one) => `usr_${one}`);
        server.run(owner, { type: "direct.create", input: { member_ids: [...ids, ...(withGuest ? [guest] : [])] } });
        if (withGuest) for (const id of [owner, ...ids]) shared.add(id);
      }
      const { store } = server;
      const everybody = [...store.all("member")].map((member) => member.user_id);
      const self = store.get("member", guest);
      if (!self) throw new Error("no guest");
      expect(everybody.filter((id) => knows(store, self, id)).sort()).toEqual([...shared].sort());
      expect([...acquaintances(store, self)].sort()).toEqual([...shared].sort());
      expect([...knownMembers(store, self)].map((one) => one.user_id).sort()).toEqual([...shared].sort());
      const ann = store.get("member", "usr_ann");
      if (!ann) throw new Error("no member");
      expect([...knownMembers(store, ann)].map((one) => one.user_id)).toEqual(everybody);
      expect(everybody.every((id) => knows(store, ann, id))).toBe(true);
    }),
    { numRuns: 100 },
  );
});

test("a guest is told that somebody leaves the workspace by the channel that they shared, and of others nothing at all", () => {
  const server = populated();
  const shared = newChannel(server, "shared");
  add(server, shared, guest);
  add(server, shared, "usr_ann");
  add(server, newChannel(server, "apart"), "usr_ben");
  const told = (events: readonly Event[]) =>
    events
      .filter((event) =>
        canSee(server.store, guest, event, definitionOf(event.type) ?? { audience: "private" as const }),
      )
      .map((event) => event.type);
  const remove = (user_id: string) => server.run(owner, { type: "member.remove", input: { user_id } });
  expect(told(remove("usr_ann"))).toEqual(["channel.member_removed"]);
  for (let number = 0; number < 50; number += 1) add(server, newChannel(server, `apart-${number}`), "usr_ben");
  const ofBen = remove("usr_ben");
  expect(told(ofBen)).toEqual([]);
  expect(
    ofBen.map(({ type }) => type),
    "however many channels they were in",
  ).toEqual(["member.removed"]);
  const renamed = { display_name: "Cat", handle: "cat2", avatar_url: null };
  expect(told(server.run("usr_cat", { type: "member.update", input: renamed }))).toEqual([]);
  const promoted = server.run(owner, { type: "member.change_role", input: { user_id: "usr_cat", role: "moderator" } });
  expect(told(promoted)).toEqual([]);
});

test("a guest's mention calls nobody whom they do not know, and no refusal tells a guest whether somebody exists", () => {
  const server = populated();
  const general = [...server.store.all("channel")][0]?.id ?? "";
  add(server, general, guest);
  server.run("usr_ann", { type: "channel.remove_member", input: { channel_id: general, user_id: "usr_ann" } });
  const mentionsOf = (author: string) => {
    const [sent] = server.run(author, {
      type: "message.create",
      input: { ...draft("@ann @ben @owner"), channel_id: general, direct_conversation_id: null },
    });
    if (sent?.type !== "message.created") throw new Error("no message");
    return sent.payload.message.mentions;
  };
  expect(mentionsOf(guest)).toEqual(["usr_ben", owner]);
  expect(mentionsOf("usr_cat")).toEqual(["usr_ann", "usr_ben", owner]);
  for (const user_id of ["usr_ann", "usr_nobody"]) {
    const refused = (command: Parameters<MemoryServer["run"]>[1]) => {
      try {
        return server.run(guest, command);
      } catch (error) {
        return error instanceof Error && "code" in error ? error.code : error;
      }
    };
    expect(refused({ type: "member.remove", input: { user_id } })).toBe("forbidden");
    expect(refused({ type: "member.change_role", input: { user_id, role: "guest" } })).toBe("forbidden");
    expect(refused({ type: "direct.create", input: { member_ids: [user_id] } })).toBe("forbidden");
    expect(refused({ type: "channel.add_member", input: { channel_id: general, user_id } })).toBe("forbidden");
    expect(refused({ type: "bot.delete", input: { bot_id: user_id } })).toBe("not_found");
  }
});

function populated(): MemoryServer {
  const server = new MemoryServer();
  server.run(owner, {
    type: "workspace.create",
    input: { name: "Acme", slug: "acme", source: null, owner: person("owner") },
  });
  for (const name of names) join(server, name, "member");
  join(server, "guest", "guest");
  return server;
}

/** A guest comes in by a channel of their own, and leaves it at once. */
function join(server: MemoryServer, name: string, role: "member" | "guest"): void {
  const lobbies = role === "guest" ? [newChannel(server, `lobby-${name}`)] : [];
  const [made] = server.run(owner, {
    type: "invite.create",
    input: { role, channel_ids: lobbies, max_uses: null },
  });
  if (made?.type !== "invite.created") throw new Error("no invite");
  const { invite_id } = made.payload;
  const user_id = `usr_${name}`;
  server.run(user_id, { type: "invite.accept", input: { invite_id, person: person(name) } });
  for (const channel_id of lobbies)
    server.run(owner, { type: "channel.remove_member", input: { channel_id, user_id } });
}

function newChannel(server: MemoryServer, name: string): string {
  const [made] = server.run(owner, { type: "channel.create", input: { name, kind: "private" } });
  return made?.channel_id ?? "";
}

function add(server: MemoryServer, channel_id: string, user_id: string): void {
  server.run(owner, { type: "channel.add_member", input: { channel_id, user_id } });
}

function person(handle: string) {
  return { display_name: handle, handle, avatar_url: null };
}
