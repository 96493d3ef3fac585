import type { readError } from "../../client/transport/api";

/** What fields are called, by their names. */
export type Labels = Readonly<Record<string, string>>;

/** The field that a refusal is about though it names none, by the refusal's code; with another sentence than the server's where a person reads one better. */
export type About = Readonly<Record<string, string | { readonly field: string; readonly sentence: string }>>;

type FaultOptions = {
  readonly labels: Labels;
  readonly about?: About | undefined;
  /** Puts a field's label and what is wrong with it, such as “must not be empty”, into one sentence. */
  readonly sentence: (label: string, fault: string) => string;
};

type Faults = { readonly beside: Record<string, string>; readonly other: string | null };

/** Sorts what the server said against a form: beside the fields that it names, and otherwise in a sentence of its own. */
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
