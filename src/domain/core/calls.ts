/**
 * The mentions in a text, as `src/language` reads them: what follows each `@`, in lower case, and whether `@channel` or `@here`
 * is one.
 */
export type Calls = { readonly handles: readonly string[]; readonly everyone: boolean };
