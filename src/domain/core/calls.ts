/** Whom a text calls, as `src/language` reads it: what follows each `@`, in lower case, and whether `@channel` or `@here` is among it. */
export type Calls = { readonly handles: readonly string[]; readonly everyone: boolean };
