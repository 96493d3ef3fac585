import { decodeSlack, escapeSlack } from "./slack-entities";

/** Slack's own hosts. A query string there grants access or reveals where somebody clicked. */
const slackHosts =
  /(?:^|\.)(?:slack|slack-gov|slack-files|slack-edge|slack-imgs|slack-redir|slackb|slackhq)\.(?:com|net)$/i;
const publicFileHosts = /(?:^|\.)slack-files\.com$/i;
const redirectHosts = /(?:^|\.)slack-redir\.net$/i;

/** The parameters that the address of a Slack message needs. All others in a query of Slack's are dropped. */
const slackQuery: ReadonlySet<string> = new Set(["thread_ts", "cid", "message_ts"]);

/** The parameters that locate a shared file elsewhere. All others in the query of a file's address are dropped. */
const fileQuery: ReadonlySet<string> = new Set(["id", "v", "list", "gid", "usp", "resourcekey", "rlkey", "dl"]);

/**
 * Slack's tokens, with any letter but `o`: `xoxo-` is a greeting. An export's own token, `xoxe-…`,
 * opens every file of the Slack workspace.
 */
const token = /xox[a-np-z][-.][a-z0-9.%_-]*/gi;
const exportToken = /xoxe[-.][a-z0-9.%_-]*/gi;
const masked = "xox…";

/** Longer addresses lose their query and fragment unread, so that no address takes long. */
const addressLengthMax = 8 * 1024;
/** A redirect may lead to another one, and a token may be encoded more than once. Each is followed at most this often. */
const redirectsMax = 5;
const decodingsMax = 3;

/** Returns the publishable form of a file's address, or an empty string when no part of it may be published. */
export function fileAddress(address: string): string {
  const [target, isDestination] = destinationOf(withoutLongQuery(address));
  if (!isDestination || !URL.canParse(target)) return "";
  const url = new URL(target);
  if (isPublicFile(url)) return "";
  const published = publish(target, isSlacks(url) ? slackQuery : fileQuery);
  return holdsToken(published) ? "" : published;
}

/**
 * Returns the address of a picture that a program shows, or an empty string when its path is a file's
 * secret. A link that a person wrote stays.
 */
export function pictureAddress(address: string): string {
  const [target] = destinationOf(withoutLongQuery(address));
  return URL.canParse(target) && isPublicFile(new URL(target)) ? "" : address;
}

/** Returns the publishable form of any other address in the export: unchanged, unless it is Slack's own or holds a token. */
export function linkAddress(address: string): string {
  const [target, isDestination] = destinationOf(withoutLongQuery(address));
  if (!URL.canParse(target)) return withoutTokens(target);
  const url = new URL(target);
  if (!isDestination) return `${url.origin}/`;
  if (!isSlacks(url) && !holdsToken(target)) return target;
  const published = publish(target, isSlacks(url) ? slackQuery : new Set());
  return holdsToken(published) ? `${url.origin}/` : published;
}

/** Returns a text in Slack's markup with each address in its publishable form and without the export's token. */
export function withPublicAddresses(text: string): string {
  if (!/:|xox/i.test(text)) return text;
  const clean = text.replace(/https?:\/\/[^\s<>|"`]+/gi, (found) => {
    const address = decodeSlack(found);
    const published = linkAddress(address);
    return published === address ? found : escapeSlack(published);
  });
  return clean.replace(exportToken, masked);
}

/** Returns a file's name without any token. */
export function withoutTokens(text: string): string {
  const clean = text.replace(token, masked);
  return holdsToken(clean) ? masked : clean;
}

/**
 * Removes the credentials, the parameters that are not allowed, and a fragment that could be
 * a query. A token may remain in the path.
 */
function publish(address: string, allowed: ReadonlySet<string>): string {
  const url = new URL(address);
  const kept = [...url.searchParams].filter(([name, value]) => allowed.has(name) && !holdsToken(value));
  const hash = /[=?]/.test(url.hash) || holdsToken(url.hash) ? "" : url.hash;
  const isWhole = kept.length === url.searchParams.size && hash === url.hash && url.username + url.password === "";
  // Only a changed address is rewritten, since a URL may serialise characters differently.
  if (isWhole) return address;
  url.search = new URLSearchParams(kept).toString();
  Object.assign(url, { hash, username: "", password: "" });
  return url.toString();
}

/** Follows Slack's redirects. Returns the target, and whether it is the end of the chain. */
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

/** Whether an address is the public one of a file. Its path is a secret, which uploading the file does not publish. */
function isPublicFile(url: URL): boolean {
  return isOn(url, publicFileHosts);
}

/** A trailing dot names the same host. */
function isOn({ hostname }: URL, hosts: RegExp): boolean {
  return hosts.test(hostname.endsWith(".") ? hostname.slice(0, -1) : hostname);
}

/** Also finds percent-encoded tokens. A text that is encoded more often than anybody would is assumed to hide one. */
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
