import type { readError } from "../../client/transport/api";

/** The labels of the fields, by field name. */
export type Labels = Readonly<Record<string, string>>;

/**
 * The field that an error belongs to although it names none, by error code. A `sentence` replaces the server's message where
 * people need clearer words.
 */
export type About = Readonly<Record<string, string | { readonly field: string; readonly sentence: string }>>;

type FaultOptions = {
  readonly labels: Labels;
  readonly about?: About | undefined;
  /** Joins a field's label and its fault, such as “must not be empty”, into one sentence. */
  readonly sentence: (label: string, fault: string) => string;
};

type Faults = { readonly beside: Record<string, string>; readonly other: string | null };

/** Sorts a server error: faults beside the fields it names, or else one sentence for the whole form. */
export function faultsIn(error: ReturnType<typeof readError>, { labels, about, sentence }: FaultOptions): Faults {
  const beside: Record<string, string> = {};
  for (const { path, message } of error.details) {
    const label = labels[path];
    if (label !== undefined) beside[path] ??= sentence(label, message);
  }
  const meant = about?.[error.code];
  if (meant !== undefined && Object.keys(beside).length === 0) {
    const { field, sentence: said } = typeof meant === "string" ? { field: meant, sentence: error.message } : meant;
    beside[field] = said;
  }
  return { beside, other: Object.keys(beside).length === 0 ? error.message : null };
}
