import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createApiHandler } from "../../src/doors/api";
import { loadEnv } from "../../src/env";
import { createApp } from "../../src/server/app";
import { newSecret } from "../../src/server/context/context";
import { openDatabase } from "../../src/server/db/client";
import { createLogger } from "../../src/server/logger/logger";
import { testContext } from "../support/app";
import { createTestDatabase } from "../support/database";
import { type Served, serve } from "../support/served";
import { openSocket, openTrpc, subscribe } from "../support/streams";

const configured = {
  PARLEY_SETUP_SECRET: "canary-of-the-first-set-up",
  NEXTAUTH_SECRET: "canary-that-protects-the-sign-in",
  PARLEY_METRICS_TOKEN: "canary-that-opens-the-metrics",
};
const mailPassword = "canary-of-the-mail";
const address = "canary.person@example.org";
/** What the form of sign-in takes for one, too. */
const oddAddresses = ["jörg!ø=x@example.xn--p1ai", "root@localhost", "o_o{x}|y@sub-1.example.museum"];
const secrets: string[] = [...Object.values(configured), mailPassword, address, ...oddAddresses];
const lines: string[] = [];

let served: Served;

beforeAll(async () => {
  served = await serve(await createTestDatabase(), {
    ...configured,
    LOG_LEVEL: "trace",
    // Nobody listens there, so that every mail fails and is told of.
    SMTP_URL: `smtp://parley:${mailPassword}@127.0.0.1:1`,
  });
});

afterAll(() => served.close());

function send(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const json = { "content-type": "application/json", ...headers };
  return fetch(served.url + path, { method: "POST", headers: json, body: JSON.stringify(body) });
}

function told(): string {
  return [...served.logged.items.map((line) => JSON.stringify(line)), ...lines].join("\n");
}

test("signing in, right and wrong, leaves no secret in any line of the log", async () => {
  const { app } = served;
  const issued = await app.auth.links.issue(address, "Canary");
  const wrong = newSecret("mlt");
  secrets.push(issued.token, wrong);
  await send("/api/auth/magic/request", { email: address });
  await send("/api/auth/magic/inspect", { token: issued.token });
  const signedIn = await send("/api/auth/magic/consume", { token: issued.token });
  const { token } = await signedIn.json();
  secrets.push(token);
  await send("/api/auth/magic/consume", { token: wrong });
  await send("/api/setup", {
    secret: configured.PARLEY_SETUP_SECRET,
    email: address,
    display_name: "Canary",
    workspace_name: "Canaries",
  });
  await fetch(`${served.url}/api/me`, { headers: { cookie: `cc_session=${token}` } });
  await fetch(`${served.url}/api/me`, { headers: { authorization: `Bearer ${newSecret("sst")}` } });
  await fetch(`${served.url}/metrics`, { headers: { authorization: `Bearer ${configured.PARLEY_METRICS_TOKEN}` } });
  expect(signedIn.status).toBe(200);
  await served.logged.until((all) => all.some(({ msg }) => msg === "a link could not be mailed"));
});

test("neither do sockets, tickets, bots and invites", async () => {
  const { url, world, owner } = served;
  const bot = await served.bot("canary-bot");
  const authorization = { authorization: `Bearer ${owner.token}` };
  const { ticket } = await (await send("/api/realtime/ticket", {}, authorization)).json();
  const invited = await send(`/api/workspaces/${world.workspaceId}/invites`, { role: "member" }, authorization);
  const { code } = (await invited.json()).invite;
  secrets.push(owner.token, bot.token, ticket, code);
  await fetch(`${url}/api/invites/${code}`);
  await send(`/api/invites/${code}/accept`, {}, { authorization: `Bearer ${bot.token}` });
  const protocols = [`clickclack.bearer.${bot.token}`];
  const socket = openSocket(url, { query: {}, protocols });
  await socket.opened;
  socket.socket.terminate();
  const trpc = openTrpc(url, { ticket });
  await subscribe(trpc.trpc, { workspace_id: world.workspaceId, after: "0" }).until((all) => all.length > 0);
  trpc.close();
  await openSocket(url, { query: {}, protocols: [`parley.ticket.${ticket}`] }).ended;
  expect([typeof ticket, typeof code]).toEqual(["string", "string"]);
  await served.logged.until((all) => all.filter(({ msg }) => msg === "socket closed").length >= 2);
});

test("nor does a database that cannot be reached, whose address holds a password", async () => {
  const password = "canary%2Fof the database".replaceAll(" ", "%20");
  const url = `postgresql://parley:${password}@127.0.0.1:1/parley`;
  secrets.push(password, decodeURIComponent(password));
  const database = openDatabase(url);
  const env = loadEnv({ ...configured, LOG_LEVEL: "trace" });
  const logger = createLogger(env, { urls: [url], destination: { write: (line) => lines.push(line) } });
  const app = await createApp(testContext(database, { env, logger }));
  const server = createServer(createApiHandler(app));
  const response = await fetch(`${await listen(server)}/api/me`);
  expect(response.status).toBe(503);
  logger.error({ err: new Error(`could not connect to ${url}`), url }, `gave up on ${url}`);
  logger.error({ err: Object.assign(new Error("refused"), { detail: `Key (email)=(${address})` }) }, "a row");
  expect(lines.join("\n")).toContain("Parley cannot reach its database");
  server.closeAllConnections();
  server.close();
  await app.close();
  await database.close();
});

test("what was handed to the log by name or in a sentence is taken out of it, and every line stays what it was", async () => {
  const logger = createLogger(loadEnv({ ...configured, LOG_LEVEL: "trace" }), {
    destination: { write: (line) => lines.push(line) },
  });
  const before = lines.length;
  for (const secret of secrets) {
    const named = { token: secret, ticket: secret, authorization: `Bearer ${secret}`, user: { email: secret } };
    logger.trace({ ...named, request_id: "kept", cookie: secret }, "a line");
  }
  for (const prefix of ["sst", "ccb", "mlt", "rtt", "inv"]) {
    const secret = newSecret(prefix);
    secrets.push(secret);
    const cause = new Error(`inside ${secret}`);
    logger.trace({ err: new Error(`about "${secret}"`, { cause }), note: [secret] }, `said ${secret}, and went on`);
  }
  for (const odd of oddAddresses) logger.trace({ note: [`to <${odd}>`] }, `wrote to ${odd}, and to email=${odd}.`);
  secrets.push(...oddAddresses.flatMap((odd) => odd.split("@")).filter((part) => /^[jo]|p1ai/u.test(part)));
  for (const line of lines.slice(before)) expect(JSON.parse(line)).toMatchObject({ level: "trace" });
  expect(lines.at(before)).toContain('"request_id":"kept"');
});

test("no canary is anywhere in what the log was told", () => {
  const all = told();
  expect(all.length).toBeGreaterThan(10_000);
  expect(secrets.length).toBeGreaterThan(15);
  for (const operation of ["auth.consumeLink", "setup.run", "me.get", "invites.accept", "realtime.ticket"])
    expect(all).toContain(operation);
  for (const secret of secrets) expect(all).not.toContain(secret);
});

async function listen(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
