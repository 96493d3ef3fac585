import type { Metadata } from "next";
import { NotFoundScreen } from "../ui/shell/not-found-screen";

/** Repeated here because the metadata of a not-found page overrides the title that the screen sets. */
export const metadata: Metadata = { title: "There is no page here · Parley" };

export default function NotFound() {
  return <NotFoundScreen />;
}
