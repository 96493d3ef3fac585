import type { MarkdownIt, StateInline } from "markdown-it";
import { isOpened } from "./open-marks";

/** The schemes that a link may have: for pages, mail, calls and conversations. None of them runs a script or opens a file. */
const safeSchemes =
  /^(?:https?|ftps?|sftp|mailto|tel|sms|geo|facetime|sips?|slack|msteams|zoommtg|ircs?|xmpp|matrix|webcal):/i;
/** Schemes that become links without brackets, in addition to `http:`, `https:`, `ftp:` and `mailto:`. */
const addressSchemes = ["ftps:", "sftp:", "slack:", "msteams:", "zoommtg:", "irc:", "ircs:", "webcal:"];
const numberSchemes = ["tel:", "sms:"];
const number = /\+?\d[\d().-]{0,30}\d/y;
/** File names such as setup.py and readme.md are not hosts, so only unmistakable endings become links by themselves. */
const endings = ["com", "org", "net", "edu", "gov", "io", "dev", "app", "eu", "de", "uk"];

const schemeBefore = /[a-z][a-z0-9+.-]{0,9}$/i;
const hostLetters = /[\p{L}\p{M}\p{N}.-]*/uy;
/** The last part of a host that continues with letters of another script, as in `https://example.comです`. */
const mixedEnding = /(?<=[.-]|^)[\p{Script=Latin}\p{Nd}-]+(?=[^\p{Script=Latin}\p{M}\p{N}.-][^.]*$)/u;
const marksAround = "*_~|";

/** Whether a URL may be the target of a link. */
export function isSafeLink(url: string): boolean {
  return safeSchemes.test(url);
}

/** Makes links of addresses as people write them: `https://…`, `tel:…`, `example.com`, `ana@example.com`. */
export function addAddresses(parser: MarkdownIt) {
  const { linkify } = parser;
  linkify.set({ fuzzyLink: true, fuzzyEmail: true });
  linkify.tlds(endings);
  linkify.add("//", null);
  for (const scheme of addressSchemes)
    linkify.add(scheme, { validate: (text, at, { re }) => lengthOf(re.get_http_validator(), text, at) });
  for (const scheme of numberSchemes) linkify.add(scheme, { validate: (text, at) => lengthOf(number, text, at) });
  parser.inline.ruler.at("linkify", takeAddress);
  parser.inline.ruler.at("image", takeImage);
}

function lengthOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0].length ?? 0;
}

/** An address with `://`. Its scheme has already been read as text. The marks around it are not part of it. */
function takeAddress(state: StateInline, silent: boolean): boolean {
  if (state.linkLevel > 0 || !state.src.startsWith("://", state.pos)) return false;
  const scheme = schemeBefore.exec(state.src.slice(Math.max(0, state.pos - 10), state.pos))?.[0] ?? "";
  const start = state.pos - scheme.length;
  if (scheme === "" || !(silent || state.pending.endsWith(scheme))) return false;
  const found = state.md.linkify.matchAtStart(state.src.slice(start, endOfAddress(state, start)));
  const url = found && withoutMarks(found.raw, state, start);
  if (!url || url.length <= scheme.length + 3) return false;
  const href = state.md.normalizeLink(url);
  if (!isSafeLink(href)) return false;
  if (!silent) {
    state.pending = state.pending.slice(0, -scheme.length);
    pushLink(state, { href, text: url, markup: "linkify" });
  }
  state.pos += url.length - scheme.length;
  return true;
}

/**
 * The latest end of an address, found before it is read: reading each of many addresses to the end of the text and cutting it off
 * then takes quadratic time. A host ends at the first character that no host contains, as in `https://example.com👍`, and
 * `|http://a.example|` ends at the second bar.
 */
function endOfAddress({ src, pos, posMax }: StateInline, start: number): number {
  const hostAt = pos + "://".length;
  hostLetters.lastIndex = hostAt;
  const host = hostLetters.exec(src)?.[0] ?? "";
  const mixed = mixedEnding.exec(host);
  if (mixed) return hostAt + mixed.index + mixed[0].length;
  const hostEnd = hostAt + host.length;
  if (host !== "" && hostEnd < posMax && !"/?#:".includes(src[hostEnd] ?? "")) return hostEnd;
  const bar = src[start - 1] === "|" ? src.indexOf("|", start) : -1;
  return bar < 0 ? posMax : Math.min(bar, posMax);
}

/** An address without the marks meant around it: `_http://a.example/x_` is an address in italics. */
function withoutMarks(url: string, state: StateInline, start: number): string {
  let end = url.length;
  while (end > 0 && closes(url[end - 1] ?? "", state, state.src[start - 1])) end -= 1;
  return url.slice(0, end);
}

/** A star or bar never ends an address. An underscore or tilde may, unless it closes what was opened before. */
function closes(mark: string, state: StateInline, before: string | undefined): boolean {
  if (!marksAround.includes(mark)) return false;
  return mark === "*" || mark === "|" || mark === before || isOpened(state, mark);
}

/** An image becomes a link to it: loading it would let its author see who reads the message. */
function takeImage(state: StateInline, silent: boolean): boolean {
  const { src, pos, posMax, md } = state;
  if (!src.startsWith("![", pos)) return false;
  const labelEnd = md.helpers.parseLinkLabel(state, pos + 1, false);
  if (labelEnd < 0 || src[labelEnd + 1] !== "(") return false;
  const target = readTarget(state, labelEnd + 2);
  if (!target) return false;
  const text = md.utils.unescapeAll(src.slice(pos + 2, labelEnd));
  if (!silent && state.linkLevel > 0) state.pending += text;
  else if (!silent) pushLink(state, { ...target, text, markup: "" });
  state.pos = target.end;
  state.posMax = posMax;
  return true;
}

/** `address "title")` and its end; null if it is something else, or leads where no link may. */
function readTarget({ src, posMax, md }: StateInline, from: number) {
  const start = skipSpace(src, from, posMax);
  const destination = md.helpers.parseLinkDestination(src, start, posMax);
  const href = destination.ok ? md.normalizeLink(destination.str) : "";
  if (!isSafeLink(href)) return null;
  const afterSpace = skipSpace(src, destination.pos, posMax);
  const title = afterSpace > destination.pos ? md.helpers.parseLinkTitle(src, afterSpace, posMax) : null;
  const end = title?.ok ? skipSpace(src, title.pos, posMax) : afterSpace;
  if (end >= posMax || src[end] !== ")") return null;
  return { href, title: title?.ok ? title.str : "", end: end + 1 };
}

function skipSpace(src: string, from: number, end: number): number {
  let at = from;
  while (at < end && /[ \t\n]/.test(src[at] ?? "")) at += 1;
  return at;
}

function pushLink(state: StateInline, link: { href: string; text: string; title?: string; markup: string }) {
  const open = state.push("link_open", "a", 1);
  open.attrSet("href", link.href);
  if (link.title) open.attrSet("title", link.title);
  open.markup = link.markup;
  if (link.markup) open.info = "auto";
  state.push("text", "", 0).content = link.text;
  const close = state.push("link_close", "a", -1);
  close.markup = link.markup;
  close.info = open.info;
}
