import "../ui/kit/tokens.css";
import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import { fontVariables } from "../ui/kit/fonts";
import { AppProviders } from "../ui/shell/app-providers";

export const metadata: Metadata = { title: "Parley", description: "Team chat for people and bots" };

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  viewportFit: "cover",
  interactiveWidget: "resizes-content",
  // The canvas of `ui/kit/tokens.css`: the browser colours its own frame before it has read any style.
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#ffffff" },
    { media: "(prefers-color-scheme: dark)", color: "#121717" },
  ],
};

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en" className={fontVariables} suppressHydrationWarning>
      <head>
        {/* Must run before the first paint, so it is neither async nor deferred. */}
        <script src="/early.js" />
      </head>
      <body>
        <AppProviders>{children}</AppProviders>
      </body>
    </html>
  );
}
