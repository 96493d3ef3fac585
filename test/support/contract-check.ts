import { readFileSync } from "node:fs";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { parse } from "yaml";

type Json = { readonly [key: string]: unknown };

export type Answered = {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly contentType: string | null;
  readonly body: unknown;
};

const contract: Json = parse(readFileSync(new URL("../../openapi.yaml", import.meta.url), "utf8"));
const paths = field(contract, "paths");
const templates = Object.keys(paths)
  .sort((one, other) => (one.replaceAll("{", "~") < other.replaceAll("{", "~") ? -1 : 1))
  .map((template) => ({ template, pattern: new RegExp(`^${template.replace(/\{\w+\}/gu, "[^/]+")}$`, "u") }));

const ajv = addFormats.default(new Ajv2020({ strict: false, allErrors: true }), ["date-time"]);
ajv.addSchema({ $id: "contract", ...closed(contract) });
const validators = new Map<string, ValidateFunction>();

/** Throws unless the published contract allows the answer: its status, its error code and every field of its body. */
export function checkAnswer({ method, path, status, contentType, body }: Answered): void {
  const what = `${method} ${path} → ${status}`;
  const template = templates.find(({ pattern }) => pattern.test(path))?.template;
  const operation = template === undefined ? undefined : field(field(paths, template), method.toLowerCase());
  if (template === undefined || Object.keys(operation ?? {}).length === 0) {
    if (status !== (template === undefined ? 404 : 405)) throw new Error(`${what} is not in the contract`);
    return;
  }
  const response = field(field(operation ?? {}, "responses"), String(status));
  if (Object.keys(response).length === 0) throw new Error(`${what} is not documented: ${JSON.stringify(body)}`);
  const [type] = Object.keys(field(response, "content"));
  if (type === undefined) {
    if (body !== null && body !== "") throw new Error(`${what} has a body`);
    return;
  }
  if (!contentType?.startsWith(type)) throw new Error(`${what} has type ${contentType} instead of ${type}`);
  if (type !== "application/json") return;
  checkCode(what, response["x-codes"], body);
  const pointer = ["paths", template, method.toLowerCase(), "responses", String(status), "content", type, "schema"];
  const validate = validatorOf(`contract#/${pointer.map(escaped).join("/")}`);
  if (!validate(body))
    throw new Error(`${what} breaks the contract: ${ajv.errorsText(validate.errors)}\n${JSON.stringify(body)}`);
}

function checkCode(what: string, codes: unknown, body: unknown): void {
  if (!Array.isArray(codes)) return;
  const code = typeof body === "object" && body !== null && "code" in body ? body.code : undefined;
  if (!codes.includes(code))
    throw new Error(`${what} with code ${String(code)} is not documented (${codes.join(", ")})`);
}

function validatorOf(ref: string): ValidateFunction {
  const known = validators.get(ref) ?? ajv.compile({ $ref: ref });
  validators.set(ref, known);
  return known;
}

/** The contract leaves answers open to new fields. Here, an unknown field is an error. */
function closed(schema: Json): Json {
  return JSON.parse(JSON.stringify(schema), (_key, value: unknown) => {
    const isObject =
      typeof value === "object" &&
      value !== null &&
      "properties" in value &&
      "type" in value &&
      value.type === "object";
    return isObject && !("additionalProperties" in value) ? { ...value, additionalProperties: false } : value;
  });
}

function field(from: Json, name: string): Json {
  const value = from[name];
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function escaped(part: string): string {
  return encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"));
}
