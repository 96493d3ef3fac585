import packageJson from "../../../../package.json" with { type: "json" };
import { errorCodes } from "../../../domain/core/errors";
import { operationList } from "../../operations";
import { describeOperation } from "./paths";
import { addEventSchemas, type Components, type JsonSchema } from "./schemas";

const tags = {
  Auth: "Set-up, sign-in links, sessions",
  People: "You and those you share a workspace with",
  Workspaces: "Workspaces and their members",
  Invites: "Links by which people join",
  Channels: "Channels and who is in them",
  "Read markers": "How far you have read",
  Messages: "What is said in channels",
  Threads: "Replies to a message",
  Reactions: "One emoji at a time",
  "Direct conversations": "Between a few people",
  Realtime: "The log, its streams, and where a client begins",
  Bots: "Programs with tokens of their own",
  Hooks: "What other programs post",
  Service: "Health, and what this server knows",
};

/** The published contract, generated from the operations: OpenAPI 3.1. */
export function openApiDocument(): JsonSchema {
  const components: Components = new Map();
  const paths: Record<string, JsonSchema> = {};
  for (const operation of [...operationList].sort((one, other) =>
    one.path < other.path ? -1 : one.path > other.path ? 1 : 0,
  )) {
    const path = paths[operation.path] ?? {};
    path[operation.method.toLowerCase()] = describeOperation({ operation, components });
    paths[operation.path] = path;
  }
  addEventSchemas(components);
  return {
    openapi: "3.1.0",
    info: {
      title: "Parley",
      version: packageJson.version,
      summary: packageJson.description,
      description: introduction,
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/", description: "This server" }],
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: {
        Error: errorSchema,
        ...Object.fromEntries([...components].sort(([one], [other]) => (one < other ? -1 : 1))),
      },
      ...shared,
    },
  };
}

const introduction = `Names are \`snake_case\`, ids are prefixed ULIDs, times are RFC 3339 in UTC.
Existing clients of ClickClack work unchanged. What a resource does not have is left out; a picture that it does not have is \`""\`. On the paths that ClickClack
has, too, null and \`""\` mean absent wherever a field may be left out. Events hold resources in the form of the log (\`Stored…\`), where what is not there is null.
A write answers with the resource and the durable event that it became. New fields and new types of events may appear at any time.
Errors have an honest status and a stable \`code\`; \`not_found\` is also the answer for what you may not see.`;

const errorSchema = {
  type: "object",
  required: ["error", "code", "request_id"],
  properties: {
    error: { type: "string", description: "A sentence for a person" },
    code: { type: "string", enum: errorCodes, description: "Stable; new ones may appear" },
    request_id: { type: "string" },
    details: {
      type: "array",
      items: {
        type: "object",
        required: ["path", "message"],
        properties: { path: { type: "string" }, message: { type: "string" } },
      },
    },
  },
};

const text = { type: "string" };

const shared = {
  securitySchemes: {
    bearer: { type: "http", scheme: "bearer", description: "The token of a session or of a bot" },
    cookie: {
      type: "apiKey",
      in: "cookie",
      name: "cc_session",
      description: "Set by signing in; unsafe methods must come from a page of this server",
    },
  },
  parameters: {
    "Idempotency-Key": {
      name: "Idempotency-Key",
      in: "header",
      schema: { ...text, maxLength: 255 },
      description: "A retry with the same key and request gets the first answer, for 24 hours",
    },
    "If-None-Match": {
      name: "If-None-Match",
      in: "header",
      schema: text,
      description: "An ETag; 304 when it is still right",
    },
    "If-Match": {
      name: "If-Match",
      in: "header",
      schema: text,
      description:
        "An ETag; 412 when somebody has edited the resource since. Counts, reactions and the like may have moved: they are not compared.",
    },
  },
  headers: {
    "X-Request-Id": { schema: text, description: "Yours, or one made here; errors and logs name it" },
    ETag: {
      schema: text,
      description:
        'For `If-None-Match` and `If-Match`. On what can be edited it is `"<version>.<content>"`: the version changes with an edit, the content with anything in the answer.',
    },
    "Idempotency-Replayed": { schema: { const: "true" }, description: "Present when this answer was given before" },
    RateLimit: { schema: text, description: "What is left of the budget, and the seconds until it is whole again" },
    "RateLimit-Policy": { schema: text, description: "The budget and its window in seconds" },
    "Retry-After": { schema: { type: "integer" }, description: "Seconds" },
  },
};
