import type { z } from "zod";
import { DomainError, type ErrorCode, type ErrorDetail, notFound } from "../../domain/core/errors";
import { limits } from "../../domain/core/limits";
import type { AnyOperation } from "../operations";
import { plainFault } from "./plain-faults";

type Parsed = Pick<AnyOperation, "kind" | "input" | "params">;

/**
 * Parses the merged input of an operation. Throws 404 for a path parameter that cannot be an id, otherwise 422 `invalid_input`
 * with details (400 `malformed` for an event stream). `raw` is the caller's input, within the bounds that the door has checked
 * (`domain/wire/json.ts`). Unknown fields are refused or dropped, as the operation says.
 */
export function parseInput(operation: Parsed, raw: unknown): unknown {
  const parsed = operation.input.safeParse(raw, { error: plainFault });
  const params = new Set(Object.keys(operation.params.shape));
  if (!parsed.success) {
    if (parsed.error.issues.some((issue) => params.has(String(issue.path[0]))))
      throw notFound("What this address names");
    throw new DomainError(refusalCode(operation), sentence(parsed.error.issues), {
      details: parsed.error.issues.slice(0, limits.errorDetailsMax).flatMap(detailsOf),
    });
  }
  refuseUnstorable(parsed.data, params, refusalCode(operation));
  return parsed.data;
}

function refusalCode({ kind }: Parsed): ErrorCode {
  return kind === "stream" ? "malformed" : "invalid_input";
}

function detailsOf(issue: z.core.$ZodIssue): ErrorDetail[] {
  if (issue.code === "unrecognized_keys")
    return issue.keys
      .slice(0, limits.errorDetailsMax)
      .map((key) => ({ path: [...issue.path, key].join("."), message: "is not known here" }));
  return [{ path: issue.path.join("."), message: issue.message }];
}

function sentence(issues: readonly z.core.$ZodIssue[]): string {
  const [first] = issues.slice(0, 1).flatMap(detailsOf);
  if (!first) return "The request is not valid.";
  return first.path === "" ? first.message : faultSentence(first);
}

/** A fault of a field as a sentence: "token must not be empty." */
export function faultSentence({ path, message }: ErrorDetail): string {
  return `${path} ${message}.`;
}

/** PostgreSQL stores neither NUL nor half of a surrogate pair, so the whole input is searched for them. */
function refuseUnstorable(input: unknown, params: ReadonlySet<string>, code: ErrorCode): void {
  const path = unstorablePath(input);
  if (path === null) return;
  if (params.has(path[0] ?? "")) throw notFound("What this address names");
  const fault = { path: path.join("."), message: "must be well-formed text without NUL characters" };
  throw new DomainError(code, faultSentence(fault), { details: [fault] });
}

function unstorablePath(value: unknown): readonly string[] | null {
  if (typeof value === "string") return value.includes("\u0000") || !value.isWellFormed() ? [] : null;
  if (typeof value !== "object" || value === null) return null;
  for (const [key, inner] of Object.entries(value)) {
    const found = unstorablePath(key) ?? unstorablePath(inner);
    if (found) return [key, ...found];
  }
  return null;
}
