"use client";

import { createContext, useContext } from "react";

/** False inside the rows of a list that are not its current tab stop. */
export const TabStopContext = createContext(true);

/** The `tabIndex` of a control inside a list's row: Tab reaches it only in the row that has the focus. */
export function useTabStop(): -1 | undefined {
  return useContext(TabStopContext) ? undefined : -1;
}
