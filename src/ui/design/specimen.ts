import type { ReactNode } from "react";

/** What the design page shows, by name. The name also leads to it in `test/fixtures/design.json`. */
export type Specimens = Readonly<Record<string, ReactNode>>;
