"use client";

import { type CSSProperties, type ReactNode, useLayoutEffect, useState } from "react";
import { createBrowserEngine } from "../../client/browser";
import { EngineProvider } from "../../client/hooks";
import { useParameter } from "../entrance/fragment";
import { themes } from "../kit/theme";
import { foundations } from "./foundations";
import { frameSpecimens } from "./frame-specimens";
import { kitSpecimens } from "./kit-specimens";
import { messageOverlays } from "./message-overlays";
import { messageSpecimens } from "./message-specimens";
import { overlaySpecimens } from "./overlay-specimens";
import type { Specimens } from "./specimen";
import { workspaceSpecimens } from "./workspace-specimens";

const inPlace: readonly Specimens[] = [foundations, kitSpecimens, messageSpecimens, workspaceSpecimens, frameSpecimens];
const overlays: Specimens = { ...overlaySpecimens, ...messageOverlays };
const shownThemes = themes.filter((theme) => theme !== "system");

/**
 * Every component in every state, light and dark side by side. What opens above everything else stands in a frame of its own, at
 * `/design?overlay=<name>&theme=<theme>`.
 */
export function DesignScreen() {
  const [engine] = useState(restingEngine);
  const overlay = useParameter("overlay");
  const theme = useParameter("theme");
  return (
    <EngineProvider engine={engine}>
      {overlay ? <Overlay name={overlay} theme={theme ?? "light"} /> : <Everything />}
    </EngineProvider>
  );
}

/** An engine that never starts: nothing here belongs to a workspace. */
function restingEngine() {
  return { ...createBrowserEngine(), start: () => {}, stop: () => {}, watchBrowser: () => () => {} };
}

function Overlay({ name, theme }: { name: string; theme: string }) {
  // What opens is outside of this element.
  useLayoutEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  return (
    <main data-overlays={name} style={{ padding: 16 }}>
      {overlays[name]}
    </main>
  );
}

function Everything() {
  return (
    <main style={{ display: "grid", gridTemplateColumns: "1fr 1fr", minHeight: "100%" }}>
      {shownThemes.map((theme) => (
        <div key={theme} data-theme={theme} style={{ ...page, padding: 24, minWidth: 0 }}>
          {inPlace.flatMap((group) =>
            Object.entries(group).map(([name, shown]) => (
              <Titled key={name} name={name}>
                <div data-specimen={name} style={{ position: "relative" }}>
                  {shown}
                </div>
              </Titled>
            )),
          )}
          {Object.keys(overlays).map((name) => (
            <Titled key={name} name={name}>
              <iframe
                title={`${name}, ${theme}`}
                loading="lazy"
                src={`/design?${new URLSearchParams({ overlay: name, theme })}`}
                style={{ width: "100%", height: 420, border: "1px solid var(--line)" }}
              />
            </Titled>
          ))}
        </div>
      ))}
    </main>
  );
}

function Titled({ name, children }: { name: string; children: ReactNode }) {
  return (
    <section style={{ marginBottom: 24 }}>
      <h2 className="mb-2 text-faint text-xs">{name}</h2>
      {children}
    </section>
  );
}

const page: CSSProperties = { background: "var(--canvas)", color: "var(--ink)" };
