import type { Metadata } from "next";
import { SignInScreen } from "../../ui/entrance/sign-in-screen";

/** Repeated here because the metadata of a page whose title is there from the start overrides what the screen sets. */
export const metadata: Metadata = { title: "Sign in to Parley · Parley" };

export default function Page() {
  return <SignInScreen />;
}
