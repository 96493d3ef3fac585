import { afterAll, beforeAll, expect, test } from "vitest";
import { limits } from "../../src/domain/core/limits";
import { hashSecret, newSecret } from "../../src/server/context/context";
import { keepHouse } from "../../src/server/jobs/housekeeping";
import { openSignIn } from "../support/auth";
import { createTestDatabase } from "../support/database";
import { type MailServer, startMailServer } from "../support/mail";
import { openServer, type Person, type Served, serve } from "../support/served";

let mail: MailServer;
let served: Served;

const publicly = { PARLEY_URL: "https://chat.example.org", PARLEY_REGISTRATION: "invited" };

beforeAll(async () => {
  mail = await startMailServer();
  served = await serve(await createTestDatabase(), { ...publicly, SMTP_URL: mail.url });
});

afterAll(async () => {
  await served.close();
  await mail.close();
});

type Sent = { readonly emails: readonly string[]; readonly role?: string; readonly channel_ids?: readonly string[] };

async function ask(
  { url }: Pick<Served, "url">,
  who: Pick<Person, "token">,
  body: Sent,
  headers: Record<string, string> = {},
) {
  const response = await fetch(`${url}/api/workspaces/${served.world.workspaceId}/invites/mail`, {
    method: "POST",
    headers: { authorization: `Bearer ${who.token}`, "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

/** The mails that an address has got, once there are so many. */
async function mailsTo(address: string, count = 1) {
  const of = (all: typeof mail.received.items) => all.filter(({ recipients }) => recipients.includes(address));
  return of(await mail.received.until((all) => of(all).length >= count)).map((one) => one.mail);
}

function codeIn(text: string | undefined): string {
  const [, code = ""] = /https:\/\/chat\.example\.org\/invite\/(\S+)/u.exec(text ?? "") ?? [];
  return code;
}

async function inspect(code: string): Promise<number> {
  return (await fetch(`${served.url}/api/invites/${code}`)).status;
}

const dueMails = (ids: readonly string[]) =>
  served.database.prisma.inviteMail.count({ where: { invite_id: { in: [...ids] } } });

const dueMail = (invite_id: string) => served.database.prisma.inviteMail.findUniqueOrThrow({ where: { invite_id } });

test("each address gets a mail with an invite of its own, for one person, and nobody else has its code", async () => {
  const { status, body } = await ask(served, served.owner, {
    emails: [" Ann@Example.org", "ann@example.org", "bob@example.org"],
  });
  expect(status).toBe(201);
  expect(body.invites.map(({ max_uses, role }: { max_uses: number; role: string }) => [max_uses, role])).toEqual([
    [1, "member"],
    [1, "member"],
  ]);
  const [[toAnn], [toBob]] = [await mailsTo("ann@example.org"), await mailsTo("bob@example.org")];
  const [ofAnn, ofBob] = [codeIn(toAnn?.text), codeIn(toBob?.text)];
  expect(new Set([ofAnn, ofBob]).size).toBe(2);
  expect([await inspect(ofAnn), await inspect(ofBob)]).toEqual([200, 200]);
  expect(toAnn?.html).toContain(`href="https://chat.example.org/invite/${ofAnn}"`);
  expect(JSON.stringify(body)).not.toContain(ofAnn);
  const kept = await served.database.prisma.inviteCode.findUniqueOrThrow({ where: { code_hash: hashSecret(ofAnn) } });
  expect(kept.invite_id).toBe(body.invites[0].id);
  // The log has no address, and neither has the database once the mail has left.
  await expect.poll(() => dueMails(body.invites.map(({ id }: { id: string }) => id))).toBe(0);
});

test("an address with an account is answered and mailed like one without", async () => {
  const known = await served.database.prisma.user.create({
    data: { id: "usr_known_to_be_here", email: "known@example.org", display_name: "Known", handle: "known" },
  });
  const answers = [];
  for (const email of [known.email ?? "", "unknown@example.org"]) {
    const { status, body } = await ask(served, served.owner, { emails: [email] });
    const [invite] = body.invites;
    answers.push([status, { ...invite, id: "", created_at: "", expires_at: "" }]);
    const [sent] = await mailsTo(email);
    answers.push(sent?.text?.replaceAll(email, "…").replaceAll(codeIn(sent.text), "…"));
  }
  expect(answers.slice(0, 2)).toEqual(answers.slice(2));
});

test("only the owner and moderators mail invites, and none of them to their own role", async () => {
  const [member, moderator] = [await served.person("mia"), await served.person("mod", "moderator")];
  const before = mail.received.items.length;
  expect((await ask(served, member, { emails: ["x1@example.org"] })).status).toBe(403);
  expect((await ask(served, moderator, { emails: ["x2@example.org"], role: "moderator" })).status).toBe(403);
  expect((await ask(served, served.owner, { emails: ["x3@example.org"], role: "guest" })).status).toBe(422);
  expect((await ask(served, moderator, { emails: ["x4@example.org"] })).status).toBe(201);
  await mailsTo("x4@example.org");
  expect(mail.received.items.slice(before).flatMap(({ recipients }) => recipients)).toEqual(["x4@example.org"]);
});

test("what is no address is named, more than the limit are refused, and nothing is mailed then", async () => {
  const before = await served.database.prisma.inviteCode.count();
  const { status, body } = await ask(served, served.owner, { emails: ["good@example.org", "ana@"] });
  expect([status, body.details]).toEqual([
    422,
    [{ path: "emails", message: "must look like name@example.org, and “ana@” does not" }],
  ]);
  const many = Array.from({ length: limits.inviteMailsMax + 1 }, (_, index) => `n${index}@example.org`);
  expect((await ask(served, served.owner, { emails: many })).status).toBe(422);
  expect((await ask(served, served.owner, { emails: [] })).status).toBe(422);
  expect(await served.database.prisma.inviteCode.count()).toBe(before);
});

test("a request that is repeated under its key mails nothing again", async () => {
  const key = { "idempotency-key": newSecret("key") };
  const first = await ask(served, served.owner, { emails: ["once@example.org"] }, key);
  await mailsTo("once@example.org");
  const second = await ask(served, served.owner, { emails: ["once@example.org"] }, key);
  expect(second.body.invites[0].id).toBe(first.body.invites[0].id);
  await ask(served, served.owner, { emails: ["after@example.org"] });
  await mailsTo("after@example.org");
  expect(await mailsTo("once@example.org")).toHaveLength(1);
});

test("a mail that could not leave is sent by a job, which holds an id alone, with a code that works in place of the first", async () => {
  const broken = await openServer(served.database, { ...publicly, SMTP_URL: "smtp://127.0.0.1:1" });
  const { body } = await ask(broken, served.owner, { emails: ["late@example.org", "revoked@example.org"] });
  await broken.close();
  const [late, revoked] = body.invites;
  const { rows } = await served.database.pool.query<{ key: string; payload: unknown }>(
    "select key, payload from public_jobs._private_jobs where key = $1",
    [`mail:invite:${late.id}`],
  );
  expect(rows).toHaveLength(1);
  expect(JSON.stringify(rows)).not.toContain("example.org");
  const before = (await dueMail(late.id)).code_hash;
  await served.as({ userId: served.owner.userId }, { type: "invite.revoke", input: { invite_id: revoked.id } });
  const { signal } = new AbortController();
  for (const id of [revoked.id, late.id]) await served.app.auth.mails.sendDue(`invite:${id}`, signal);
  const [sent] = await mailsTo("late@example.org");
  expect(await inspect(codeIn(sent?.text))).toBe(200);
  expect(await served.database.prisma.inviteCode.count({ where: { code_hash: before } })).toBe(0);
  // It is sent once, and an invite that was revoked meanwhile is not sent at all.
  await served.app.auth.mails.sendDue(`invite:${late.id}`, signal);
  await ask(served, served.owner, { emails: ["afterwards@example.org"] });
  await mailsTo("afterwards@example.org");
  expect(await mailsTo("late@example.org")).toHaveLength(1);
  expect(mail.received.items.flatMap(({ recipients }) => recipients)).not.toContain("revoked@example.org");
});

test("no invite is made before its mail is due, so that none is listed whose code nobody has", async () => {
  const { pool, prisma } = served.database;
  const before = await prisma.invite.count();
  const blocker = await pool.connect();
  await blocker.query("begin");
  await blocker.query("lock table invite_codes in access exclusive mode");
  const asked = ask(served, served.owner, { emails: ["held@example.org"] });
  const waiting = "select from pg_locks where relation = 'invite_codes'::regclass and not granted";
  await expect.poll(async () => (await pool.query(waiting)).rowCount).toBe(1);
  expect(await prisma.invite.count()).toBe(before);
  await blocker.query("rollback");
  blocker.release();
  expect((await asked).status).toBe(201);
  await mailsTo("held@example.org");
});

test("an invite whose process dies as soon as it is made is mailed by a job, and one that never was made is not", async () => {
  const { inviteMails, mails } = served.app.auth;
  const { workspaceId } = served.world;
  const { userId } = served.owner;
  const invitation = { workspace: "Analytical Engine", inviter: "Ada" };
  const ids: string[] = [];
  const dying = (email: string, make: (ids: readonly string[]) => Promise<unknown>) =>
    inviteMails.mail({ userId, workspaceId, emails: [email], invitation }, async (given) => {
      ids.push(...given);
      await make(given);
      throw new Error("killed");
    });
  const terms = { role: "member" as const, channel_ids: [], max_uses: 1 };
  const making = (given: readonly string[]) =>
    served.as(served.owner, { type: "invite.create", input: { ...terms, ids: given } });
  await expect(dying("made@example.org", making)).rejects.toThrow("killed");
  await expect(dying("unmade@example.org", async () => undefined)).rejects.toThrow("killed");
  const { signal } = new AbortController();
  for (const id of ids.toReversed()) await mails.sendDue(`invite:${id}`, signal);
  const [sent] = await mailsTo("made@example.org");
  expect(await inspect(codeIn(sent?.text))).toBe(200);
  expect(mail.received.items.flatMap(({ recipients }) => recipients)).not.toContain("unmade@example.org");
  // What was prepared for an invite that never came goes with the day in which it might have come.
  await served.database.pool.query("update invite_mails set expires_at = now() where invite_id = any($1)", [ids]);
  await keepHouse(served);
  expect(await dueMails(ids)).toBe(0);
  expect(await served.database.prisma.inviteCode.count({ where: { invite_id: { in: ids } } })).toBe(1);
});

test("an invite that has ended before its mail could leave is not mailed, and its address goes", async () => {
  const settings = { ...publicly, PARLEY_JOBS: "off" };
  const broken = openSignIn(served.database, { ...settings, SMTP_URL: "smtp://127.0.0.1:1" });
  const { workspaceId } = served.world;
  const { userId } = served.owner;
  const expires_at = new Date(Date.now() + 60 * 60_000).toISOString();
  const ids: string[] = [];
  const invitation = { workspace: "Analytical Engine", inviter: "Ada" };
  await broken.auth.inviteMails.mail({ userId, workspaceId, emails: ["ended@example.org"], invitation }, (given) => {
    ids.push(...given);
    const input = { role: "member" as const, channel_ids: [], max_uses: 1, expires_at, ids: given };
    return broken.execute(workspaceId, { type: "invite.create", input }, { actor: { user_id: userId } });
  });
  broken.pass(2 * 60 * 60);
  // It would fail if it tried to mail.
  await broken.auth.mails.sendDue(`invite:${ids[0]}`, new AbortController().signal);
  expect(await dueMails(ids)).toBe(0);
  await broken.close();
});

test("what is refused or was done before uses up no mails, and the refusal names no address", async () => {
  const limited = await openServer(served.database, { ...publicly, SMTP_URL: mail.url, PARLEY_RATE_LIMITS: "on" });
  const { pool } = served.database;
  const spent = async () => Number((await pool.query("select sum(points) as points from rate_limits")).rows[0].points);
  for (let time = 0; time < limits.linksPerEmailHourMax; time += 1)
    await ask(limited, served.owner, { emails: ["wanted@refused.example"] });
  const key = { "idempotency-key": newSecret("key") };
  await ask(limited, served.owner, { emails: ["known@refused.example"] }, key);
  const moderator = await served.person("moe", "moderator");
  const before = await spent();
  const codes = await served.database.prisma.inviteCode.count();
  const refused = await ask(limited, moderator, { emails: ["other@refused.example", "wanted@refused.example"] });
  expect(refused.status).toBe(429);
  expect(JSON.stringify(refused.body)).not.toContain("wanted");
  const asGuests = { emails: ["g@refused.example"], role: "guest" };
  expect((await ask(limited, served.owner, asGuests)).status).toBe(422);
  expect((await ask(limited, served.owner, { emails: ["known@refused.example"] }, key)).status).toBe(201);
  expect(await spent()).toBe(before);
  expect(await served.database.prisma.inviteCode.count()).toBe(codes);
  await limited.close();
});

test(`one person mails ${limits.inviteMailsHourMax} addresses an hour, and one address gets ${limits.linksPerEmailHourMax}`, async () => {
  const limited = await openServer(served.database, { ...publicly, SMTP_URL: mail.url, PARLEY_RATE_LIMITS: "on" });
  const moderator = await served.person("max", "moderator");
  const some = (from: number) =>
    Array.from({ length: limits.inviteMailsMax }, (_, index) => `m${from + index}@flood.example`);
  for (let from = 0; from < limits.inviteMailsHourMax; from += limits.inviteMailsMax)
    expect((await ask(limited, moderator, { emails: some(from) })).status).toBe(201);
  const refused = await ask(limited, moderator, { emails: ["one-more@flood.example"] });
  expect([refused.status, refused.body.code]).toEqual([429, "rate_limited"]);
  for (let time = 0; time < limits.linksPerEmailHourMax; time += 1)
    expect((await ask(limited, served.owner, { emails: ["often@flood.example"] })).status).toBe(201);
  expect((await ask(limited, served.owner, { emails: ["often@flood.example"] })).status).toBe(429);
  await limited.close();
});

test("where Parley can deliver no link, mailing an invite is refused", async () => {
  const silent = await openServer(served.database, publicly);
  const { status, body } = await ask(silent, served.owner, { emails: ["nobody@example.org"] });
  expect(body.code).toBe("not_configured");
  expect(status).toBeGreaterThanOrEqual(400);
  await silent.close();
});
