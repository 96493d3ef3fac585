import { decodeSlack, escapeSlack } from "./slack-entities";

/** Slack's own hosts: a query there is a way in, or says where somebody clicked. */
const slackHosts =
  /(?:^|\.)(?:slack|slack-gov|slack-files|slack-edge|slack-imgs|slack-redir|slackb|slackhq)\.(?:com|net)$/i;

/** What an address of a message on Slack needs. Everything else in a query of Slack's is dropped. */
const slackQuery: ReadonlySet<string> = new Set(["thread_ts", "cid", "message_ts"]);

/** What a shared file elsewhere is found by. Everything else in the query of a file's address is dropped. */
const fileQuery: ReadonlySet<string> = new Set(["id", "v", "list", "gid", "usp", "resourcekey", "rlkey", "dl"]);

/** Slack's tokens, whatever their letter; `xoxo-` is a greeting. An export's own, `xoxe-…`, opens every file of the Slack workspace. */
const token = /xox[a-np-z][-.][a-z0-9.%_-]*/gi;
const exportToken = /xoxe[-.][a-z0-9.%_-]*/gi;
const masked = "xox…";

/** The address of a file as it may be published; empty when nothing of it may. */
export function fileAddress(address: string): string {
  if (!URL.canParse(address)) return "";
  const url = new URL(address);
  // The path of a file's public address is a secret that nobody has published by uploading it.
  if (/(?:^|\.)slack-files\.com$/i.test(url.hostname)) return "";
  const published = publish(address, isSlacks(url) ? slackQuery : fileQuery);
  return holdsToken(published) ? "" : published;
}

/** Any other address of the export as it may be published: whole, unless it is Slack's own or holds a token. */
export function linkAddress(address: string): string {
  if (!URL.canParse(address)) return withoutTokens(address);
  const url = new URL(address);
  if (!isSlacks(url) && !holdsToken(address)) return address;
  const published = publish(address, isSlacks(url) ? slackQuery : new Set());
  return holdsToken(published) ? `${url.origin}/` : published;
}

/** A text in Slack's markup with every address in it as it may be published, and without the export's token. */
export function withPublicAddresses(text: string): string {
  if (!/:|xox/i.test(text)) return text;
  const clean = text.replace(/https?:\/\/[^\s<>|"`]+/gi, (found) => {
    const address = decodeSlack(found);
    const published = linkAddress(address);
    return published === address ? found : escapeSlack(published);
  });
  return clean.replace(exportToken, masked);
}

/** What a file is called, without any token. */
export function withoutTokens(text: string): string {
  const clean = text.replace(token, masked);
  return holdsToken(clean) ? masked : clean;
}

/** Without who signs in, what the list does not name, and a fragment that could be a query. A token may be left in its path. */
function publish(address: string, allowed: ReadonlySet<string>): string {
  const url = new URL(address);
  const target = url.searchParams.get("url");
  if (/(?:^|\.)slack-redir\.net$/i.test(url.hostname) && target !== null) return linkAddress(target);
  const kept = [...url.searchParams].filter(([name, value]) => allowed.has(name) && !holdsToken(value));
  const hash = /[=?]/.test(url.hash) || holdsToken(url.hash) ? "" : url.hash;
  const isWhole = kept.length === url.searchParams.size && hash === url.hash && url.username + url.password === "";
  // Only what changes is written anew, since a URL writes some characters otherwise than they came.
  if (isWhole) return address;
  url.search = new URLSearchParams(kept).toString();
  Object.assign(url, { hash, username: "", password: "" });
  return url.toString();
}

function isSlacks({ hostname }: URL): boolean {
  return slackHosts.test(hostname);
}

/** Also where it is percent-encoded, however often. */
function holdsToken(text: string): boolean {
  let read = text;
  for (;;) {
    if (/xox[a-np-z][-.]/i.test(read)) return true;
    const decoded = read.replace(/%[0-9a-f]{2}/gi, (code) => String.fromCharCode(Number.parseInt(code.slice(1), 16)));
    if (decoded === read) return false;
    read = decoded;
  }
}
