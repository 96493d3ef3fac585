import { readFileSync } from "node:fs";
import { z } from "zod";

const described = z.union([z.string(), z.record(z.string(), z.string()), z.null()]);

/** The requests of ClickClack's clients and the answers they read: recorded from one client, or taken from the reference. */
const recording = z
  .object({
    client: z.object({ package: z.string(), version: z.string() }),
    shapes: z.record(z.string(), z.record(z.string(), z.string())),
    requests: z.array(
      z.object({
        by: z.string(),
        as: z.enum(["bot", "owner"]).default("bot"),
        method: z.string(),
        path: z.string(),
        query: z.record(z.string(), z.string()).optional(),
        body: z.record(z.string(), z.unknown()).optional(),
        status: z.int(),
        required: z.array(z.string()),
        answer: described,
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(new URL("../fixtures/clickclack.json", import.meta.url), "utf8")));

export type RecordedRequest = (typeof recording.requests)[number];

export const { requests: recordedRequests } = recording;

/** The differences between an answer and ClickClack's types; empty if it fits. A field with `?` may be absent but never null. */
export function misfits(answer: RecordedRequest["answer"], value: unknown): string[] {
  if (answer === null) return value === "" ? [] : [`is ${JSON.stringify(value)} instead of nothing`];
  return typeof answer === "string" ? misfit(answer, value, "") : misfitsOfFields(answer, value, "");
}

function misfitsOfFields(fields: Readonly<Record<string, string>>, value: unknown, at: string): string[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [`${at} is no object`];
  const given = new Map(Object.entries(value));
  return Object.entries(fields).flatMap(([name, type]) => {
    const key = name.replace(/\?$/u, "");
    if (given.has(key)) return misfit(type, given.get(key), `${at}.${key}`);
    return key === name ? [`${at}.${key} is missing`] : [];
  });
}

function misfit(type: string, value: unknown, at: string): string[] {
  if (type.endsWith("|null")) return value === null ? [] : misfit(type.slice(0, -5), value, at);
  const shape = recording.shapes[type];
  if (shape) return misfitsOfFields(shape, value, at);
  const [, element] = /^\[(.+)\]$/u.exec(type) ?? [];
  if (element !== undefined)
    return Array.isArray(value)
      ? value.flatMap((item, index) => misfit(element, item, `${at}[${index}]`))
      : [`${at} is no list`];
  return fits(type, value) ? [] : [`${at} is ${JSON.stringify(value)} instead of ${type}`];
}

function fits(type: string, value: unknown): boolean {
  if (type === "time") return typeof value === "string" && !Number.isNaN(Date.parse(value));
  if (type === "object") return typeof value === "object" && value !== null;
  if (["string", "number", "boolean"].includes(type)) return typeof value === type;
  return typeof value === "string" && type.split("|").includes(value);
}
