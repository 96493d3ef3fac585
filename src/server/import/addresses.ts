import { decodeSlack, escapeSlack } from "./slack-entities";

/** Slack's own hosts: a query there is a way in, or says where somebody clicked. */
const slackHosts =
  /(?:^|\.)(?:slack|slack-gov|slack-files|slack-edge|slack-imgs|slack-redir|slackb|slackhq)\.(?:com|net)$/i;
const publicFileHosts = /(?:^|\.)slack-files\.com$/i;
const redirectHosts = /(?:^|\.)slack-redir\.net$/i;

/** What an address of a message on Slack needs. Everything else in a query of Slack's is dropped. */
const slackQuery: ReadonlySet<string> = new Set(["thread_ts", "cid", "message_ts"]);

/** What a shared file elsewhere is found by. Everything else in the query of a file's address is dropped. */
const fileQuery: ReadonlySet<string> = new Set(["id", "v", "list", "gid", "usp", "resourcekey", "rlkey", "dl"]);

/** Slack's tokens, whatever their letter; `xoxo-` is a greeting. An export's own, `xoxe-…`, opens every file of the Slack workspace. */
const token = /xox[a-np-z][-.][a-z0-9.%_-]*/gi;
const exportToken = /xoxe[-.][a-z0-9.%_-]*/gi;
const masked = "xox…";

/** Longer ones lose their query and fragment unseen, so that no address takes long. */
const addressLengthMax = 8 * 1024;
/** A redirect may lead to another one, and a token may be encoded more than once: so often each is followed. */
const redirectsMax = 5;
const decodingsMax = 3;

/** The address of a file as it may be published; empty when nothing of it may. */
export function fileAddress(address: string): string {
  const [target, isDestination] = destinationOf(withoutLongQuery(address));
  if (!isDestination || !URL.canParse(target)) return "";
  const url = new URL(target);
  if (isPublicFile(url)) return "";
  const published = publish(target, isSlacks(url) ? slackQuery : fileQuery);
  return holdsToken(published) ? "" : published;
}

/** The address of a picture that a program shows; empty when its path is the secret of a file. A link that somebody wrote stays theirs. */
export function pictureAddress(address: string): string {
  const [target] = destinationOf(withoutLongQuery(address));
  return URL.canParse(target) && isPublicFile(new URL(target)) ? "" : address;
}

/** Any other address of the export as it may be published: whole, unless it is Slack's own or holds a token. */
export function linkAddress(address: string): string {
  const [target, isDestination] = destinationOf(withoutLongQuery(address));
  if (!URL.canParse(target)) return withoutTokens(target);
  const url = new URL(target);
  if (!isDestination) return `${url.origin}/`;
  if (!isSlacks(url) && !holdsToken(target)) return target;
  const published = publish(target, isSlacks(url) ? slackQuery : new Set());
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
  const kept = [...url.searchParams].filter(([name, value]) => allowed.has(name) && !holdsToken(value));
  const hash = /[=?]/.test(url.hash) || holdsToken(url.hash) ? "" : url.hash;
  const isWhole = kept.length === url.searchParams.size && hash === url.hash && url.username + url.password === "";
  // Only what changes is written anew, since a URL writes some characters otherwise than they came.
  if (isWhole) return address;
  url.search = new URLSearchParams(kept).toString();
  Object.assign(url, { hash, username: "", password: "" });
  return url.toString();
}

/** Where Slack's redirects lead, and whether that is the end of them. */
function destinationOf(address: string): [string, boolean] {
  let target = address;
  for (let followed = 0; followed <= redirectsMax; followed++) {
    if (!URL.canParse(target)) return [target, true];
    const url = new URL(target);
    const next = isOn(url, redirectHosts) ? url.searchParams.get("url") : null;
    if (next === null) return [target, true];
    target = next;
  }
  return [target, false];
}

function withoutLongQuery(address: string): string {
  return address.length > addressLengthMax ? address.replace(/[?#].*$/s, "") : address;
}

function isSlacks(url: URL): boolean {
  return isOn(url, slackHosts);
}

/** Whether an address is the public one of a file: its path is a secret that nobody has published by uploading the file. */
function isPublicFile(url: URL): boolean {
  return isOn(url, publicFileHosts);
}

/** A dot at its end names the same host. */
function isOn({ hostname }: URL, hosts: RegExp): boolean {
  return hosts.test(hostname.endsWith(".") ? hostname.slice(0, -1) : hostname);
}

/** Also where it is percent-encoded. What is encoded more often than anybody would is taken to hide one. */
function holdsToken(text: string): boolean {
  let read = text;
  for (let decodings = 0; ; decodings++) {
    if (/xox[a-np-z][-.]/i.test(read)) return true;
    const decoded = read.replace(/%[0-9a-f]{2}/gi, (code) => String.fromCharCode(Number.parseInt(code.slice(1), 16)));
    if (decoded === read) return false;
    if (decodings === decodingsMax) return true;
    read = decoded;
  }
}
