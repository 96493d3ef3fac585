import type { z } from "zod";
import type { Archive } from "./archive";
import { ImportFault } from "./fault";

/** Reads one JSON file in its expected shape; throws an `ImportFault` that names the file and the first place that differs. */
export async function parseFile<Schema extends z.ZodType>(
  archive: Archive,
  path: string,
  schema: Schema,
): Promise<z.output<Schema>> {
  const result = schema.safeParse(await archive.readJson(path));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new ImportFault(path, issue ? `${describePlace(issue.path)}${issue.message}` : "the file has another shape");
}

function describePlace(path: readonly PropertyKey[]): string {
  const [first, ...rest] = path;
  if (first === undefined) return "";
  const item = typeof first === "number" ? `item ${first + 1}` : String(first);
  return `${[item, ...rest.map(String)].join(", ")}: `;
}
