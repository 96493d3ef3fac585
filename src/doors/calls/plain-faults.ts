import type { z } from "zod";

/**
 * The rest of a sentence about a field, for rules of a schema that say none themselves: "must not be empty". It may reach a screen.
 */
export function plainFault(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined ? "is missing" : `must be ${typeNames[issue.expected] ?? "of another type"}`;
    case "too_small":
      if (issue.origin in units && Number(issue.minimum) === 1) return "must not be empty";
      return `${issue.origin in units ? "has" : "is"} at least ${amount(issue.minimum, issue.origin)}`;
    case "too_big":
      return `${issue.origin in units ? "has" : "is"} at most ${amount(issue.maximum, issue.origin)}`;
    case "invalid_value":
      return `must be ${issue.values.length > 1 ? "one of " : ""}${issue.values.map(String).join(", ")}`;
    case "not_multiple_of":
      return `must be a multiple of ${issue.divisor}`;
    case "invalid_format":
      return issue.format === "datetime"
        ? "must be a time such as 2026-11-22T10:15:30.123Z"
        : "has a form that is not allowed";
    case "unrecognized_keys":
      return "is not known here";
    default:
      return "has a form that is not allowed";
  }
}

const typeNames: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
  null: "null",
};

const units: Readonly<Record<string, string>> = {
  string: "characters",
  array: "elements",
  set: "elements",
  map: "entries",
  object: "entries",
  record: "entries",
};

function amount(count: unknown, origin: string): string {
  const unit = units[origin];
  return unit === undefined ? String(count) : `${count} ${unit}`;
}
