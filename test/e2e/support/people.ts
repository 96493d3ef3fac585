import type { Browser, BrowserContext, BrowserContextOptions, Page } from "@playwright/test";
import type { Parley } from "../../support/parley";

/** The address of a Parley, and the secret that sets it up. */
export type Address = Pick<Parley, "url" | "setupSecret">;

/** A person signed in over the API. Pages come from `openAs`. */
export type Person = { readonly token: string; readonly id: string; readonly name: string };

export type Workspace = { readonly id: string; readonly slug: string; readonly generalId: string };

const ownerEmail = "olga@example.org";

/** The owner of the installation, which is set up if it is not yet. */
export async function owner(parley: Address): Promise<Person> {
  const response = await fetch(`${parley.url}/api/setup`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      secret: parley.setupSecret,
      email: ownerEmail,
      display_name: "Olga Owner",
      workspace_name: "First workspace",
    }),
  });
  if (response.status === 409) return person(parley, ownerEmail, "Olga Owner");
  const { token, user } = await response.json();
  return { token, id: user.id, name: user.display_name };
}

/** Signs a person in by a link. A new address creates a new account. */
export async function person(parley: Address, email: string, name: string): Promise<Person> {
  const link = await call(parley, null, "POST /api/auth/magic/request", { email, display_name: name });
  const { token, user } = await call(parley, null, "POST /api/auth/magic/consume", { token: link.token });
  return { token, id: user.id, name: user.display_name };
}

/** Creates a workspace of the owner's with these people in it. */
export async function workspaceOf(parley: Address, { token }: Person, people: readonly Person[]): Promise<Workspace> {
  const { workspace } = await call(parley, token, "POST /api/workspaces", { name: "Test workspace" });
  const { invite } = await call(parley, token, `POST /api/workspaces/${workspace.id}/invites`, {});
  for (const one of people) await call(parley, one.token, `POST /api/invites/${invite.code}/accept`);
  const { channels } = await call(parley, token, `GET /api/workspaces/${workspace.id}/channels`);
  return { id: workspace.id, slug: workspace.slug, generalId: channels[0].id };
}

/** The owner and one member of a workspace, as most tests need them. */
export async function olgaAndPat(
  parley: Address,
): Promise<Workspace & { readonly olga: Person; readonly pat: Person }> {
  const olga = await owner(parley);
  const pat = await person(parley, "pat@example.org", "Pat Pending");
  return { olga, pat, ...(await workspaceOf(parley, olga, [pat])) };
}

/** Calls the REST API; fails if the server refuses. */
// biome-ignore lint/suspicious/noExplicitAny: the answers are checked by what the tests do with them.
export async function call(parley: Address, token: string | null, route: string, body?: object): Promise<any> {
  const [method = "GET", path = "/"] = route.split(" ");
  const response = await fetch(parley.url + path, {
    method,
    headers: {
      ...(token !== null && { authorization: `Bearer ${token}` }),
      ...(body && { "content-type": "application/json" }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${route} answered ${response.status}: ${await response.text()}`);
  return response.json();
}

/** A person's own browser, signed in. */
export async function openAs(
  browser: Browser,
  parley: Address,
  { who, ...options }: { who: Person } & BrowserContextOptions,
): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({ baseURL: parley.url, ...options });
  await context.addCookies([{ name: "cc_session", value: who.token, url: parley.url, httpOnly: true }]);
  return { context, page: await context.newPage() };
}

/** Collects the errors of a page: those it throws and those it logs. */
export function faultsOf(page: Page): string[] {
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(`${error.message}\n${error.stack}`));
  page.on("console", (message) => {
    const isNetwork = /Failed to load resource|WebSocket connection/.test(message.text());
    if (message.type() === "error" && !isNetwork) faults.push(message.text());
  });
  return faults;
}
