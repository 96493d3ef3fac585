import { makeOwner } from "../../server/operator/make-owner";
import { type FoundPerson, listPeople, personOf, revokeSessions } from "../../server/operator/people";
import { printable } from "../running/printed";
import { say, withApp } from "./opening";

/** Prints one line per person. */
export function listUsers(): Promise<void> {
  return withApp(async (app) => {
    const people = await listPeople(app);
    const rows = [["E-MAIL", "NAME", "HANDLE", "LAST HERE", "WORKSPACES"], ...people.map(rowOf)];
    const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
    for (const row of rows)
      say(
        row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join("  ")
          .trimEnd(),
      );
    say(`${people.length} ${people.length === 1 ? "person" : "people"}`);
  });
}

function rowOf({ email, display_name, handle, last_used_at, workspaces, is_owner }: FoundPerson): string[] {
  const places = workspaces.map(({ slug, role }) => `${slug} (${role})`);
  return [
    email ?? "–",
    display_name,
    `@${handle}`,
    last_used_at?.slice(0, 16).replace("T", " ") ?? "–",
    [...(is_owner ? ["owner of this Parley"] : []), ...places].join(", ") || "–",
  ].map(printable);
}

export function handOver([address = "", slug]: readonly string[]): Promise<void> {
  return withApp(async (app) => {
    const { email, workspace, installation, others } = await makeOwner(app, address, slug);
    if (workspace !== null) say(`${email} owns the workspace "${workspace}".`);
    if (installation) say(`${email} owns this Parley.`);
    if (others.length > 0) say(`No workspace was handed over. To hand one over, name it: ${others.join(", ")}.`);
  });
}

export function signOutEverywhere([address = ""]: readonly string[]): Promise<void> {
  return withApp(async (app) => {
    const { id, email } = await personOf(app, address);
    const count = await revokeSessions(app, id);
    say(`${email} is signed out: ${count} ${count === 1 ? "session has" : "sessions have"} ended. Bot tokens go on.`);
  });
}
