import { escapeText } from "./mrkdwn-inline";
import type { Names } from "./names";
import { decodeSlack } from "./slack-entities";

/**
 * A finished piece of Markdown, with its form inside code. An `address` is a link that needs no brackets unless something
 * touches it. A `text` is plain text that is not yet escaped.
 */
export interface Atom {
  kind: "mention" | "link" | "address" | "code" | "text";
  text: string;
  plain?: string;
}

const url = /^[a-z][a-z0-9+.-]*:/i;
const unsafe = /^(javascript|vbscript|data|file):/i;
const bare = /^https?:\/\/[a-z0-9][a-z0-9\-._~:/?#@!$&+,=%]*[a-z0-9/]$/i;

/** Reads the content between `<` and `>` in a Slack text: a person, a channel, a mention of everyone, a date or a link. */
export function readAngle(content: string, names: Names): Atom {
  const bar = content.indexOf("|");
  const target = bar < 0 ? content : content.slice(0, bar);
  const label = bar < 0 ? undefined : content.slice(bar + 1);

  if (target.startsWith("@")) return mention(`@${names.handleOf(target.slice(1)) ?? label ?? target.slice(1)}`);
  if (target.startsWith("#")) return mention(`#${names.channelNameOf(target.slice(1)) ?? label ?? target.slice(1)}`);
  if (target.startsWith("!")) return readSpecial(target.slice(1), label);
  if (url.test(target)) return readLink(target, label);
  return { kind: "text", text: `<${decodeSlack(content)}>` };
}

function readSpecial(target: string, label: string | undefined): Atom {
  const [command = "", argument = ""] = target.split("^");
  if (command === "channel" || command === "everyone" || command === "group") return mention("@channel");
  if (command === "here") return mention("@here");
  if (command === "subteam") return mention(`@${(label ?? argument).replace(/^@/, "")}`);
  if (command === "date") return { kind: "text", text: decodeSlack(label ?? isoDate(argument)) };
  return { kind: "text", text: decodeSlack(label ?? target) };
}

function readLink(target: string, label: string | undefined): Atom {
  const isLonger = label?.includes("|") === true && isOfAddress(target, label);
  const whole = isLonger ? `${target}|${label}` : target;
  const address = decodeSlack(whole).replaceAll("|", "%7C");
  const name = label === undefined || isLonger ? address : decodeSlack(label).replace(/\s+/g, " ").trim();
  if (unsafe.test(address)) return { kind: "text", text: name };
  if (name === address && bare.test(address) && !/~~|__/.test(address))
    return { kind: "address", text: address, plain: address };
  return { kind: "link", text: writeLink(address, name), plain: name };
}

/** A query may contain bars, which Slack does not encode. So may a label, but no address could hold its words. */
function isOfAddress(target: string, rest: string): boolean {
  return /[?#]/.test(target) && /^[!-~]+$/.test(rest);
}

function writeLink(address: string, name: string): string {
  if (name !== address && name !== "") {
    const destination = address.replace(/[\s<>()\\]/g, percent).replace(/&(?=#?\w+;)/g, "&amp;");
    return `[${escapeText(name).replace(/\\?([[\]])/g, "\\$1")}](${destination})`;
  }
  return `<${address.replace(/[\s<>]/g, percent)}>`;
}

function mention(text: string): Atom {
  const plain = decodeSlack(text);
  return { kind: "mention", text: plain.replace(/[\s`*[\]<>\\]+/g, "-"), plain };
}

function percent(character: string): string {
  if (character > "\x7f") return encodeURIComponent(character);
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
}

function isoDate(seconds: string): string {
  const date = new Date(Number(seconds) * 1000);
  return Number.isNaN(date.getTime()) ? seconds : date.toISOString().slice(0, 10);
}
