import type { z } from "zod";
import type { OperationSpec } from "../../operations/operation";

type Fields = Record<string, unknown>;

/**
 * The given fields without empty ones: on ClickClack's paths, null, "" and an empty list all mean that an optional field is
 * absent. A nullable field becomes null (`external_url: ""` clears it). A text that may be empty stays "" in a body, where it has
 * a meaning (it clears a topic), and is absent in a query.
 */
export function withoutAbsent({ query, body, unknownFields }: OperationSpec, given: Record<"query" | "body", Fields>) {
  if (unknownFields !== "ignore") return given;
  return {
    query: mapped(query, given.query, () => undefined),
    body: mapped(body, given.body, (schema, value) => {
      if (schema.safeParse(null).success) return null;
      return schema.safeParse(typeof value === "string" ? "" : value).success ? value : undefined;
    }),
  };
}

type Meaning = (schema: z.ZodType, value: unknown) => unknown;

function mapped(schema: z.ZodObject | null, given: Fields, meaningOf: Meaning): Fields {
  const read = Object.entries(given).flatMap(([name, value]) => {
    const field: z.ZodType | undefined = schema?.shape[name];
    if (!isBlank(value) || !field?.safeParse(undefined).success) return [[name, value]];
    const meant = meaningOf(field, value);
    return meant === undefined ? [] : [[name, meant]];
  });
  return Object.fromEntries(read);
}

function isBlank(value: unknown): boolean {
  return (
    value === null || (typeof value === "string" && value.trim() === "") || (Array.isArray(value) && value.length === 0)
  );
}
