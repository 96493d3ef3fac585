import type { z } from "zod";
import type { ErrorCode } from "../../../domain/core/errors";
import type { AnyOperation } from "../../operations";
import { operationList } from "../../operations";
import { documentedErrors } from "./documented-errors";
import { answerSchemaOf, type Components, inputSchemaOf, type JsonSchema } from "./schemas";

type Described = { readonly operation: AnyOperation; readonly components: Components };

/** One operation as an OpenAPI operation object. */
export function describeOperation({ operation, components }: Described): JsonSchema {
  const { id, summary, description, tag, access, scope } = operation;
  const needs =
    access === "public" || scope === "any"
      ? ""
      : scope === "people"
        ? "For people, not for bots."
        : `Bots need the scope \`${scope}\`.`;
  return {
    operationId: id,
    summary,
    description: [description, needs].filter((text) => text !== "").join("\n\n") || summary,
    tags: [tag],
    security: access === "public" ? [] : [{ bearer: [] }, { cookie: [] }],
    ...(operation.scope === "any" || operation.scope === "people" ? {} : { "x-scope": operation.scope }),
    parameters: parametersOf({ operation, components }),
    ...(operation.body === null ? {} : { requestBody: requestBody(operation, operation.body, components) }),
    responses: responsesOf({ operation, components }),
  };
}

function parametersOf({ operation, components }: Described): JsonSchema[] {
  const { params, query, example } = operation;
  const inPath = Object.keys(params.shape).map((name) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
    ...exampleOf(example, name),
  }));
  const { properties = {}, required = [] } = inputSchemaOf(query, components);
  const inQuery = Object.entries(properties as Record<string, JsonSchema>).map(([name, schema]) => ({
    name,
    in: "query",
    required: Array.isArray(required) && required.includes(name),
    schema,
    ...(schema.type === "array" ? { style: "form", explode: false } : {}),
    ...exampleOf(example, name),
  }));
  return [...inPath, ...inQuery, ...headersOf(operation).map((name) => ({ $ref: `#/components/parameters/${name}` }))];
}

function headersOf(operation: AnyOperation): string[] {
  return [
    ...(operation.idempotency === "key" ? ["Idempotency-Key"] : []),
    ...(operation.etag ? ["If-None-Match"] : []),
    ...(hasPrecondition(operation) ? ["If-Match"] : []),
  ];
}

/** Whether this writes to a resource that a GET of the same path answers with an ETag. */
function hasPrecondition({ method, path }: AnyOperation): boolean {
  return method !== "GET" && operationList.some((other) => other.path === path && other.etag);
}

function exampleOf(example: AnyOperation["example"], name: string): JsonSchema {
  return Object.hasOwn(example, name) ? { example: example[name] } : {};
}

function requestBody(
  { unknownFields, example, form }: AnyOperation,
  body: z.ZodObject,
  components: Components,
): JsonSchema {
  const schema = inputSchemaOf(unknownFields === "refuse" ? body.strict() : body, components);
  const fields = Object.fromEntries(Object.entries(example).filter(([name]) => Object.hasOwn(body.shape, name)));
  const required = Array.isArray(schema.required) && schema.required.length > 0;
  const media = { schema, example: fields };
  return {
    required,
    content: { "application/json": media, ...(form ? { "application/x-www-form-urlencoded": media } : {}) },
  };
}

function responsesOf({ operation, components }: Described): JsonSchema {
  const responses: JsonSchema = {};
  const { status, otherStatuses, summary } = operation;
  if (operation.kind === "upgrade") responses[101] = { description: "The connection is a WebSocket from here on" };
  else responses[status] = success(operation, summary, components);
  for (const [other, description] of Object.entries(otherStatuses))
    responses[other] = other.startsWith("3") ? { description } : success(operation, description, components);
  if (operation.etag) responses[304] = { description: "The resource is still the one that you have" };
  for (const [refused, codes] of documentedErrors(operation, hasPrecondition(operation)))
    responses[refused] ??= refusal(refused, codes);
  return responses;
}

function success(operation: AnyOperation, description: string, components: Components): JsonSchema {
  const headers = {
    "X-Request-Id": { $ref: "#/components/headers/X-Request-Id" },
    ...(operation.etag ? { ETag: { $ref: "#/components/headers/ETag" } } : {}),
    ...(operation.idempotency === "key"
      ? { "Idempotency-Replayed": { $ref: "#/components/headers/Idempotency-Replayed" } }
      : {}),
  };
  if (operation.status === 204) return { description, headers };
  const type = operation.kind === "stream" ? "text/event-stream" : "application/json";
  return { description, headers, content: { [type]: { schema: answerSchemaOf(operation.output, components) } } };
}

function refusal(status: number, codes: readonly ErrorCode[]): JsonSchema {
  const names = [
    "X-Request-Id",
    ...(status === 429 || status === 503 ? ["Retry-After"] : []),
    ...(status === 429 ? ["RateLimit", "RateLimit-Policy"] : []),
  ];
  const headers = Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
  const schema = { $ref: "#/components/schemas/Error" };
  return {
    description: codes.map((code) => `\`${code}\``).join(", "),
    headers,
    content: { "application/json": { schema } },
    "x-codes": codes,
  };
}
