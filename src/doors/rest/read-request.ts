import type { IncomingMessage } from "node:http";
import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";
import { z } from "zod";
import { DomainError } from "../../domain/core/errors";
import { parseJson } from "../../domain/wire/json";
import { lastValues, parseParameters } from "../../domain/wire/parameters";
import { bodyBytesMaxOf, readText } from "../http/read-text";
import type { OperationSpec } from "../operations/operation";
import { withoutAbsent } from "./clickclack/incoming";

type Fields = Record<string, unknown>;

/** Everything a request carries for an operation, by name. Throws 400, 413 or 415 for a request that cannot be read at all. */
export async function readRequest(
  operation: OperationSpec,
  context: Context<{ Bindings: HttpBindings }>,
): Promise<Fields> {
  const body = operation.body === null ? {} : await readBody(operation, context.env.incoming);
  const query = readQuery(operation, parseParameters(new URL(context.req.url).search));
  const given = withoutAbsent(operation, { query, body });
  if (operation.unknownFields === "ignore")
    return { ...own(operation.body, given.body), ...own(operation.query, given.query), ...context.req.param() };
  refuseStrangers(operation, given);
  return { ...given.body, ...given.query, ...context.req.param() };
}

/** Stops a name from slipping from the query into the body, or from either into the path. */
function refuseStrangers({ query, body }: OperationSpec, given: { query: Fields; body: Fields }): void {
  const [first, ...others] = [
    ...Object.keys(given.query).filter((name) => !(name in query.shape)),
    ...Object.keys(given.body).filter((name) => !(name in (body?.shape ?? {}))),
  ];
  if (first === undefined) return;
  const faults = [first, ...others].map((path) => ({ path, message: "is not known here" }));
  throw new DomainError("invalid_input", `${first} is not known here.`, { details: faults });
}

function own(schema: z.ZodObject | null, given: Fields): Fields {
  return Object.fromEntries(
    Object.entries(given).filter(([name]) => schema !== null && Object.hasOwn(schema.shape, name)),
  );
}

function readQuery(operation: OperationSpec, parameters: ReadonlyMap<string, readonly string[]>): Fields {
  return Object.fromEntries(
    [...parameters].map(([name, values]) => [name, readParameter(typeOf(operation, name), values)]),
  );
}

/** Numbers, flags and lists are text in a query. A value that does not fit stays text, for the schema to refuse. */
function readParameter(type: unknown, values: readonly string[]): unknown {
  const [value = ""] = values;
  if (type === "array") return values.flatMap((one) => one.split(",")).filter((one) => one !== "");
  if (values.length > 1) return values;
  if (type === "integer" || type === "number") return /^-?\d{1,15}$/u.test(value) ? Number(value) : value;
  if (type === "boolean")
    return value === "true" || value === "1" ? true : value === "false" || value === "0" ? false : value;
  return value;
}

const types = new WeakMap<z.ZodObject, Record<string, unknown>>();

function typeOf({ query }: OperationSpec, name: string): unknown {
  const known = types.get(query) ?? propertyTypes(query);
  types.set(query, known);
  return Object.hasOwn(known, name) ? known[name] : undefined;
}

function propertyTypes(query: z.ZodObject): Record<string, unknown> {
  const { properties = {} } = z.toJSONSchema(query, { io: "input", unrepresentable: "any" });
  return Object.fromEntries(
    Object.entries(properties).map(([name, property]) => [
      name,
      typeof property === "object" ? property.type : undefined,
    ]),
  );
}

async function readBody(operation: OperationSpec, incoming: IncomingMessage): Promise<Fields> {
  const { "content-type": type = "" } = incoming.headers;
  const text = await readText(incoming, bodyBytesMaxOf([operation]));
  if (text === "") return {};
  if (operation.form && isType(type, "application/x-www-form-urlencoded")) return lastValues(parseParameters(text));
  if (!isType(type, "application/json"))
    throw new DomainError("unsupported_media_type", "Send the body as application/json.");
  const body = parseJson(text);
  if (typeof body !== "object" || body === null || Array.isArray(body))
    throw new DomainError("invalid_input", "The body must be a JSON object.", {
      details: [{ path: "", message: "must be an object" }],
    });
  return { ...body };
}

function isType(contentType: string, wanted: string): boolean {
  return contentType.split(";", 1)[0]?.trim().toLowerCase() === wanted;
}
