import type { Metadata } from "next";
import { NotFoundScreen } from "../ui/shell/not-found-screen";

/** Said here as well, since what comes with a page that is not found takes the place of what the screen sets. */
export const metadata: Metadata = { title: "There is no page here · Parley" };

export default function NotFound() {
  return <NotFoundScreen />;
}
