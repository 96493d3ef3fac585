import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import type { Command, Event } from "../../src/domain";
import { isRefusal } from "../../src/server/log/execute";
import { readEvents } from "../../src/server/log/log";
import { verifyLogs } from "../../src/server/log/verify";
import { createTestDatabase } from "../support/database";
import { type Served, serve, serveBeside } from "../support/served";
import { repetitions, report } from "../support/trials";

const served: Served = await serve(await createTestDatabase());
const beside = await serveBeside(served, {});

afterAll(async () => {
  await beside.close();
  await served.close();
});

const numRuns = repetitions({ once: 6, trials: 300 });

/** What happens at the same moment, each at one of two processes. */
const moment = fc.array(
  fc.record({
    what: fc.constantFrom("remove", "demote", "promote", "accept", "accept", "leave", "invite", "revoke"),
    elsewhere: fc.boolean(),
    which: fc.nat(5),
  }),
  { minLength: 2, maxLength: 8 },
);

test("whatever happens at one moment, the log lets nobody in by an invite that had ended for them", async () => {
  const counts = { joined: 0, refused: 0 };
  let rounds = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(moment, { minLength: 2, maxLength: 5 }), async (moments) => {
      rounds += 1;
      const mona = await served.person(`mona${rounds}`, "moderator");
      const ben = await served.person(`ben${rounds}`);
      const { workspaceId } = served.world;
      for (const steps of moments) {
        const invites = [...(await served.app.states.of(workspaceId)).store.all("invite")].slice(-6);
        await Promise.all(
          steps.map(({ what, elsewhere, which }) => {
            const invite_id = invites[which % invites.length]?.id ?? "";
            const at = elsewhere ? beside : served;
            const [who, command] = commandOf(what, { mona, ben, invite_id, owner: served.owner, which });
            return at.as(who, command).catch((error: unknown) => {
              if (!isRefusal(error)) throw error;
              counts.refused += 1;
            });
          }),
        );
      }
      counts.joined = await checkLog(workspaceId);
    }),
    { numRuns, endOnFailure: true },
  );
  expect((await verifyLogs(served.database.pool)).differences).toEqual([]);
  report(
    `${rounds} rounds: ${counts.refused} refused, ${counts.joined} times somebody joined, all by invites that held for them`,
  );
});

type Who = { readonly userId: string };
type Cast = {
  readonly mona: Who;
  readonly ben: Who;
  readonly owner: Who;
  readonly invite_id: string;
  readonly which: number;
};

function commandOf(what: string, { mona, ben, owner, invite_id, which }: Cast): [Who, Command] {
  const target = which % 2 === 0 ? mona : ben;
  const role = what === "promote" ? ("moderator" as const) : ("member" as const);
  switch (what) {
    case "remove":
      return [owner, { type: "member.remove", input: { user_id: target.userId } }];
    case "leave":
      return [target, { type: "member.remove", input: { user_id: target.userId } }];
    case "demote":
    case "promote":
      return [owner, { type: "member.change_role", input: { user_id: mona.userId, role } }];
    case "invite":
      return [
        which % 2 === 0 ? mona : owner,
        { type: "invite.create", input: { role: "member", channel_ids: [], max_uses: 2 } },
      ];
    case "revoke":
      return [owner, { type: "invite.revoke", input: { invite_id } }];
    default: {
      const person = { display_name: "Somebody", handle: target.userId.slice(-8), avatar_url: null };
      return [target, { type: "invite.accept", input: { invite_id, person } }];
    }
  }
}

/** Reads the whole log and judges every joining by what stands before it, by rules of its own. */
async function checkLog(workspaceId: string): Promise<number> {
  const events = await wholeLog(workspaceId);
  const made = new Map<string, number>();
  const revoked = new Set<string>();
  const removed = new Map<string, number>();
  const roles = new Map<string, string>();
  let joined = 0;
  for (const event of events) {
    if (event.type === "invite.created") made.set(event.payload.invite_id, event.cursor);
    if (event.type === "invite.revoked") revoked.add(event.payload.invite_id);
    if (event.type === "member.joined" || event.type === "member.role_changed")
      roles.set(event.payload.user_id, event.payload.member.role);
    if (event.type === "member.removed") roles.delete(event.payload.user_id);
    if (event.type === "member.removed" && event.actor_id !== event.payload.user_id)
      removed.set(event.payload.user_id, event.cursor);
    if (event.type !== "invite.accepted") continue;
    joined += 1;
    const { invite, invite_id } = event.payload;
    expect(invite.uses).toBeLessThanOrEqual(invite.max_uses ?? Number.POSITIVE_INFINITY);
    expect(revoked.has(invite_id)).toBe(false);
    expect(["owner", "moderator"]).toContain(roles.get(invite.created_by));
    expect(made.get(invite_id) ?? 0).toBeGreaterThan(removed.get(event.actor_id) ?? 0);
  }
  return joined;
}

async function wholeLog(workspaceId: string): Promise<Event[]> {
  const events: Event[] = [];
  for (;;) {
    const page = await readEvents(served.database.pool, {
      workspaceId,
      after: events.at(-1)?.cursor ?? 0,
      limit: 5_000,
    });
    events.push(...page);
    if (page.length < 5_000) return events;
  }
}
