import { type Env, isLoopback } from "../../env";
import { describeRunning } from "../../running";
import type { App } from "../app";
import { deliveryOf } from "../auth/delivery";

/** The text that a server prints when it is ready: its URL, a first link, and the running version. */
export async function greeting({ auth }: App, env: Env): Promise<string> {
  return `${await placeOf(auth, env)}\n  ${describeRunning()}`;
}

async function placeOf(auth: App["auth"], env: Env): Promise<string> {
  if (env.role === "worker") return `Parley's worker is ready at http://${env.host}:${env.port}`;
  if (env.role === "realtime") return `Parley's realtime node is ready at ${env.realtimeUrl}`;
  return `Parley is ready at ${env.url}\n  ${await firstLink(auth, env)}`;
}

/** Notices for the operator at the start: one sentence for each missing setting that other people's access needs. */
export function startNotices(env: Env): string[] {
  return [...(isSigningIn(env) ? noticeOfMail(env) : []), ...settingNotices(env)];
}

/** The same without the notice about mail. */
export function settingNotices(env: Env): string[] {
  if (env.role === "worker") return [];
  return [...(isSigningIn(env) ? noticeOfTokens(env) : []), ...noticeOfProxy(env)];
}

function isSigningIn({ role }: Env): boolean {
  return role === "all" || role === "web";
}

/** The set-up link until it is used. Then, if links are not mailed, the one that opens the mailbox to a browser. */
async function firstLink({ isSetUp, setUpSecret, mailbox }: App["auth"], { url }: Env): Promise<string> {
  if (!(await isSetUp())) return `Set it up: ${url}/setup#secret=${await setUpSecret()}`;
  if (!mailbox.isThere) return `Sign in: ${url}/sign-in`;
  return `Open it: ${url}/start#secret=${mailbox.secret}\n  Sign-in links appear here, and at ${url}/mailbox in the browser that opened this link.`;
}

function noticeOfMail(env: Env): string[] {
  if (deliveryOf(env) !== "operator") return [];
  return [
    "SMTP_URL is not set, so Parley cannot mail sign-in links. To let someone in, run `npm run admin -- login-link EMAIL`, which prints one.",
  ];
}

/** A proxy that adds no header looks like a program on this machine. */
function noticeOfTokens({ localTokens, devAuth }: Env): string[] {
  const names = [...(localTokens ? ["PARLEY_LOCAL_TOKENS"] : []), ...(devAuth === "off" ? [] : ["PARLEY_DEV_AUTH"])];
  return names.map(
    (name) =>
      `${name} is set: every program that reaches this port can sign in as anybody. Put no proxy in front of it.`,
  );
}

/**
 * Parley itself speaks plain HTTP. So there is a proxy in front of it if its URL has `https`, or another host while
 * Parley only listens on this machine.
 */
function noticeOfProxy({ url, host, trustedProxies }: Env): string[] {
  const { protocol, hostname } = new URL(url);
  const isBehindProxy = protocol === "https:" || (!isLoopback(hostname) && isLoopback(host));
  if (!isBehindProxy || trustedProxies > 0) return [];
  return [
    "PARLEY_URL leads to a proxy, and PARLEY_TRUST_PROXY is 0: all visitors count as one address. Set it to the number of your proxies, usually 1.",
  ];
}
