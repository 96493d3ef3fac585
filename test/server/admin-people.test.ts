import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase } from "../support/database";
import { startMailServer } from "../support/mail";
import { startParley, unset } from "../support/parley";
import { runProgram } from "../support/process";
import { type Person, type Served, serve } from "../support/served";
import { openSocket } from "../support/streams";

let served: Served;
let mona: Person;
let gustav: Person;

beforeAll(async () => {
  served = await serve(await createTestDatabase());
  mona = await served.person("mona", "moderator");
  gustav = await served.person("gustav", "guest");
  await served.bot("robot");
});
afterAll(() => served.close());

/** Runs the operator's command in a process of its own, beside the server of this test. */
async function admin(args: readonly string[], env: Record<string, string> = {}) {
  const program = runProgram(["dist/admin.mjs", ...args], { ...unset, DATABASE_URL: served.database.url, ...env });
  return { code: await program.exited, output: program.output() };
}

async function roles(): Promise<Record<string, string>> {
  const { rows } = await served.database.pool.query<{ handle: string; role: string }>(
    "select handle, role from members",
  );
  return Object.fromEntries(rows.map(({ handle, role }) => [handle, role]));
}

async function slug(): Promise<string> {
  return (await served.database.prisma.workspace.findFirstOrThrow({ where: { id: served.world.workspaceId } })).slug;
}

test("an operator who signs a person out tells a server on the built-in PostgreSQL, which ends their streams", async () => {
  const metricsToken = "a-token-for-tests-only";
  const parley = await startParley({ PARLEY_METRICS_TOKEN: metricsToken });
  try {
    const answer = await fetch(`${parley.url}/api/setup`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        secret: parley.setupSecret,
        email: "olga@example.org",
        display_name: "Olga",
        workspace_name: "Built in",
      }),
    });
    const { token, workspace } = await answer.json();
    const socket = openSocket(parley.url, { token, query: { workspace_id: workspace.id } });
    await socket.opened;
    const { output } = await admin(["revoke-sessions", "olga@example.org"], {
      DATABASE_URL: "",
      PARLEY_DATA_DIR: parley.dataDir,
    });
    expect(output).toBe("olga@example.org is signed out: 1 session has ended. Bot tokens go on.\n");
    expect(await socket.ended).toBe("1008");
    // The stream would also end a while later, when the server looks by itself.
    const metrics = await fetch(`${parley.url}/metrics`, { headers: { authorization: `Bearer ${metricsToken}` } });
    expect(await metrics.text()).toMatch(/^parley_bells_total\{carrier="postgres",result="received"\} [1-9]/m);
  } finally {
    await parley.close();
  }
}, 60_000);

describe("an operator", () => {
  test("sees everybody with their places, and no character that a terminal would obey", async () => {
    await served.database.prisma.user.update({
      where: { id: gustav.userId },
      data: { display_name: "Gus\u001b[2Jtav" },
    });
    const { code, output } = await admin(["users"]);
    expect(code).toBe(0);
    expect(output).toMatch(/^E-MAIL +NAME +HANDLE +LAST HERE +WORKSPACES\n/);
    expect(output).toMatch(
      new RegExp(
        `^mona@example\\.org +mona +@mona +\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d +${await slug()} \\(moderator\\)$`,
        "m",
      ),
    );
    expect(output).toMatch(/owner of this Parley, acme-\d+ \(owner\)$/m);
    expect(output).toContain("Gus\uFFFD[2Jtav");
    expect(output).toMatch(/\n3 people\n$/);
    expect(output).not.toContain("robot");
  });

  test("hands the workspace over in the log, so that open tabs see it, and the installation with it", async () => {
    const before = String(await served.app.log.head(served.world.workspaceId));
    const socket = openSocket(served.url, {
      token: mona.token,
      query: { workspace_id: served.world.workspaceId, after_cursor: before },
    });
    await socket.opened;
    const { output, code } = await admin(["make-owner", "Mona@Example.org"]);
    expect([code, output]).toEqual([
      0,
      `mona@example.org owns the workspace "${await slug()}".\nmona@example.org owns this Parley.\n`,
    ]);
    const events = await socket.until((seen) => seen.length >= 2);
    expect(events.slice(0, 2).map(({ type, payload }) => [type, payload])).toMatchObject([
      ["member.role_changed", { user_id: served.owner.userId, previous_role: "owner", member: { role: "moderator" } }],
      ["member.role_changed", { user_id: mona.userId, previous_role: "moderator", member: { role: "owner" } }],
    ]);
    socket.socket.terminate();
    expect(Object.values(await roles()).filter((role) => role === "owner")).toHaveLength(1);
    expect(await served.app.auth.isOwner(mona.userId)).toBe(true);
    const head = await served.app.log.head(served.world.workspaceId);
    expect((await admin(["make-owner", "mona@example.org"])).code).toBe(0);
    expect(await served.app.log.head(served.world.workspaceId)).toBe(head);
  });

  test("hands over one named workspace alone, to a guest, too, and is told what is wrong with any other wish", async () => {
    const name = await slug();
    expect(await admin(["make-owner", "gustav@example.org", name])).toEqual({
      code: 0,
      output: `gustav@example.org owns the workspace "${name}".\n`,
    });
    expect(await roles()).toMatchObject({ gustav: "owner", mona: "moderator" });
    expect(await served.app.auth.isOwner(mona.userId)).toBe(true);
    for (const [args, sentence] of [
      [["nobody@example.org"], "Nobody here has the e-mail address nobody@example.org."],
      [["mona@example.org", "nowhere"], `There is no workspace "nowhere". There are: ${name}.`],
      [["not an address"], `"not an address" is not an e-mail address.`],
    ] as const)
      expect(await admin(["make-owner", ...args])).toMatchObject({
        code: 1,
        output: expect.stringContaining(sentence),
      });
    await served.database.prisma.user.create({
      data: { id: "usr_outsider", email: "out@example.org", display_name: "Out", handle: "out" },
    });
    expect(await admin(["make-owner", "out@example.org"])).toMatchObject({
      code: 1,
      output: expect.stringContaining(`is not in the workspace "${name}".`),
    });
    expect(await served.app.auth.isOwner(mona.userId)).toBe(true);
  });

  test("signs a person out everywhere, on open streams too, and nobody else", async () => {
    await served.signIn(mona.userId);
    const query = { workspace_id: served.world.workspaceId };
    const [hers, his] = [mona, gustav].map(({ token }) => openSocket(served.url, { token, query }));
    await Promise.all([hers?.opened, his?.opened]);
    expect(await admin(["revoke-sessions", "mona@example.org"])).toEqual({
      code: 0,
      output: "mona@example.org is signed out: 2 sessions have ended. Bot tokens go on.\n",
    });
    expect(await hers?.ended).toBe("1008");
    const [me, him] = await Promise.all(
      [mona, gustav].map(({ token }) =>
        fetch(`${served.url}/api/me`, { headers: { authorization: `Bearer ${token}` } }),
      ),
    );
    expect([me?.status, him?.status]).toEqual([401, 200]);
    his?.socket.terminate();
    expect((await admin(["revoke-sessions", "mona@example.org"])).output).toContain("0 sessions have ended");
  });

  test("sends a test mail without any database, and is told what the mail server said", async () => {
    const mail = await startMailServer();
    const env = { DATABASE_URL: "postgresql://127.0.0.1:1/none", SMTP_URL: mail.url };
    const sent = await admin(["test-mail", "Ada@Example.org"], env);
    expect(sent).toEqual({
      code: 0,
      output: expect.stringMatching(/^The mail server took a mail to ada@example\.org: 250 .+\n$/),
    });
    expect(mail.received.items[0]).toMatchObject({
      recipients: ["ada@example.org"],
      mail: { subject: expect.stringContaining("can send mail") },
    });
    await mail.close();
    const refused = await admin(["test-mail", "ada@example.org"], env);
    expect([refused.code, refused.output]).toEqual([
      1,
      expect.stringMatching(/^The mail server 127\.0\.0\.1:\d+ did not take the mail: .+\n$/),
    ]);
    expect(await admin(["test-mail", "ada@example.org"], { ...env, SMTP_URL: "" })).toEqual({
      code: 1,
      output: "SMTP_URL is not set, so Parley sends no mail.\n",
    });
  });
});
