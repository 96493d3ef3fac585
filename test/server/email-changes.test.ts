import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openSignIn, type SignInWorld, signIn } from "../support/auth";
import { createTestDatabase } from "../support/database";
import { type MailServer, startMailServer } from "../support/mail";

const database = await createTestDatabase();
let mail: MailServer;
let world: SignInWorld;
let userId: string;
let current: string;
let wanted: string;
let number = 0;

beforeAll(async () => {
  mail = await startMailServer();
  world = openSignIn(database, {
    SMTP_URL: mail.url,
    PARLEY_URL: "https://chat.example.org",
    PARLEY_REGISTRATION: "open",
    PARLEY_RATE_LIMITS: "on",
  });
});
afterAll(async () => {
  await world.close();
  await mail.close();
  await database.close();
});
beforeEach(async () => {
  number += 1;
  current = `old${number}@example.org`;
  wanted = `new${number}@example.org`;
  userId = (await signIn(world.auth, current, "Ada")).user.id;
});

/** The tokens of the two links, as they came by mail. */
async function begin(email = wanted): Promise<{ ofCurrent: string; ofNew: string }> {
  const before = mail.received.items.length;
  await world.auth.emailChanges.begin(userId, email);
  // A sign-in link may still be on its way as well.
  const tokensTo = (address: string) =>
    mail.received.items.slice(before).flatMap(({ recipients, mail }) => {
      const token = /\/auth\/email#t=(emc_[\w-]+)/u.exec(mail.text ?? "")?.[1];
      return recipients.includes(address) && token !== undefined ? [token] : [];
    });
  await mail.received.until(() => tokensTo(current).length === 1 && tokensTo(email).length === 1);
  return { ofCurrent: tokensTo(current).join(), ofNew: tokensTo(email).join() };
}

const confirm = (token: string) => world.auth.emailChanges.confirm(token);
const emailNow = async () => (await world.auth.profiles.get(userId)).email;
const gone = { code: "link_gone" };

describe("a change of address", () => {
  test.each(["current", "new"] as const)("is done when both have confirmed, the %s one first", async (first) => {
    const { ofCurrent, ofNew } = await begin();
    const [one, other] = first === "current" ? [ofCurrent, ofNew] : [ofNew, ofCurrent];
    const waits = { side: first, email: wanted, waiting_for: [first === "current" ? "new" : "current"] };
    expect(await confirm(one)).toEqual(waits);
    expect(await confirm(one)).toEqual(waits);
    expect(await emailNow()).toBe(current);
    expect(await world.auth.emailChanges.find(userId)).toMatchObject({
      email: wanted,
      waiting_for: waits.waiting_for,
    });
    expect((await confirm(other)).waiting_for).toEqual([]);
    expect(await emailNow()).toBe(wanted);
    expect(await world.auth.emailChanges.find(userId)).toBeNull();
    for (const token of [one, other]) await expect(confirm(token)).rejects.toMatchObject(gone);
    expect((await signIn(world.auth, wanted, "")).user.id).toBe(userId);
    expect((await signIn(world.auth, current, "Somebody new")).user.id).not.toBe(userId);
  });

  test("is done once when both links are used at the same moment", async () => {
    const { ofCurrent, ofNew } = await begin();
    const answers = await Promise.all([confirm(ofCurrent), confirm(ofNew)]);
    expect(answers.map(({ waiting_for }) => waiting_for.length).sort()).toEqual([0, 1]);
    expect(await emailNow()).toBe(wanted);
  });

  test("tells nobody at the new address which one it takes the place of", async () => {
    await begin();
    const sent = mail.received.items.find(({ recipients }) => recipients.includes(wanted));
    expect(JSON.stringify(sent)).not.toContain(current);
  });

  test("ends the sign-in links of the old address", async () => {
    const { token } = await world.auth.links.issue(current, "");
    const { ofCurrent, ofNew } = await begin();
    await confirm(ofCurrent);
    await confirm(ofNew);
    await expect(world.auth.links.consume(token, { userAgent: null })).rejects.toMatchObject(gone);
  });

  test("to an address that somebody has is answered like any other, and refused once its link is used", async () => {
    await signIn(world.auth, wanted, "Bea");
    const { ofCurrent, ofNew } = await begin();
    await confirm(ofCurrent);
    await expect(confirm(ofNew)).rejects.toMatchObject({ code: "conflict" });
    expect(await emailNow()).toBe(current);
  });

  test("ends by being taken back, by another one, and after an hour, also when the clock goes back", async () => {
    const taken = await begin();
    await world.auth.emailChanges.cancel(userId);
    await world.auth.emailChanges.cancel(userId);
    const replaced = await begin(`other-${wanted}`);
    const last = await begin();
    for (const token of [taken.ofCurrent, taken.ofNew, replaced.ofCurrent, replaced.ofNew])
      await expect(world.auth.emailChanges.inspect(token)).rejects.toMatchObject(gone);
    expect(await world.auth.emailChanges.inspect(last.ofCurrent)).toEqual({ side: "current", email: wanted });
    expect(await world.auth.emailChanges.inspect(last.ofNew)).toEqual({ side: "new", email: wanted });
    world.pass(60 * 60);
    await expect(world.auth.emailChanges.inspect(last.ofNew)).rejects.toMatchObject(gone);
    expect(await world.auth.emailChanges.find(userId)).toBeNull();
    world.pass(-60 * 60);
    await expect(confirm(last.ofNew)).rejects.toMatchObject(gone);
    expect(await emailNow()).toBe(current);
  });

  test("refuses what is no address, the address in use, and the sixth wish within an hour", async () => {
    for (const email of ["", "no address", `${wanted}, ${current}`, current, current.toUpperCase()])
      await expect(world.auth.emailChanges.begin(userId, email)).rejects.toMatchObject({ code: "invalid_input" });
    for (let wish = 0; wish < 5; wish += 1) await world.auth.emailChanges.begin(userId, `${wish}${wanted}`);
    await expect(world.auth.emailChanges.begin(userId, wanted)).rejects.toMatchObject({ code: "rate_limited" });
  });

  test("takes nothing from what others may ask of an address when a wish is refused", async () => {
    for (let wish = 0; wish < 5; wish += 1) await world.auth.emailChanges.begin(userId, `${wish}${wanted}`);
    for (let wish = 0; wish < 6; wish += 1)
      await expect(world.auth.emailChanges.begin(userId, wanted)).rejects.toMatchObject({ code: "rate_limited" });
    const other = (await signIn(world.auth, `other-${current}`)).user.id;
    await expect(world.auth.emailChanges.begin(other, wanted)).resolves.toMatchObject({ email: wanted });
  });

  test("keeps an address of a domain that lets people in within such domains", async () => {
    const closed = openSignIn(database, {
      SMTP_URL: mail.url,
      PARLEY_URL: "https://chat.example.org",
      PARLEY_REGISTRATION: "invited",
      PARLEY_REGISTRATION_DOMAINS: "example.org,example.net",
    });
    const begin = (email: string) => closed.auth.emailChanges.begin(userId, email);
    for (const email of ["ada@example.com", "ada@sub.example.org", "example.org@example.com"])
      await expect(begin(email)).rejects.toMatchObject({
        details: [{ path: "email", message: "must be an address at example.org or example.net" }],
      });
    await begin(`moved${number}@example.net`);
    await closed.close();
  });

  test("is refused where no link can be delivered", async () => {
    const silent = openSignIn(database, { PARLEY_URL: "https://chat.example.org" });
    await expect(silent.auth.emailChanges.begin(userId, wanted)).rejects.toMatchObject({ code: "not_configured" });
    await silent.close();
  });
});
