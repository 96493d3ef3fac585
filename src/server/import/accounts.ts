import type pg from "pg";
import { limits } from "../../domain/core/limits";
import { beginningOf, isNoName, withoutHidden } from "../../domain/core/measure";
import { httpUrl } from "../../domain/core/text";
import { freeHandles, isGoneBot } from "../auth/accounts";
import { linkAddress } from "./addresses";
import { deriveId } from "./derived-ids";
import { assignHandles } from "./handles";
import type { ImportedPerson } from "./people";
import type { SlackExport } from "./slack-export";

/** The account of an exported person. */
export interface ImportAccount {
  id: string;
  display_name: string;
  handle: string;
  avatar_url: string | null;
  kind: "human" | "bot";
}

interface NewAccount extends ImportAccount {
  email: string | null;
  source: string;
}

export interface Accounts {
  bySource: ReadonlyMap<string, ImportAccount>;
  /** The accounts that `saveAccounts` has yet to create. */
  fresh: readonly NewAccount[];
  /** Accounts found by their address. `saveAccounts` has yet to store their source, since an address may change. */
  recognised: readonly Pick<NewAccount, "id" | "source">[];
}

type Row = ImportAccount & { email: string | null; source: string | null };

/** Finds each person's account: the one that an earlier import made, the one with their address, or a new one. Writes nothing. */
export async function resolveAccounts(
  pool: pg.Pool,
  slack: Pick<SlackExport, "people" | "teamId" | "organisationId">,
): Promise<Accounts> {
  const ownerId = slack.organisationId ?? slack.teamId;
  const sourceOf = (person: ImportedPerson) => `slack:${ownerId}:${person.sourceId}`;
  const emails = claimEmails(slack.people);
  const { rows } = await pool.query<Row>(
    `select id, display_name, handle, avatar_url, kind, email, source from users where source = any($1) or email = any($2)`,
    [slack.people.map(sourceOf), [...emails.values()]],
  );
  const rowBySource = new Map(rows.map((row) => [row.source, row]));
  const rowByEmail = new Map(rows.flatMap((row) => (row.email === null ? [] : [[row.email, row] as const])));

  const bySource = new Map<string, ImportAccount>();
  const missing: ImportedPerson[] = [];
  const recognised: Pick<NewAccount, "id" | "source">[] = [];
  for (const person of slack.people) {
    const email = emails.get(person.sourceId);
    const row = rowBySource.get(sourceOf(person)) ?? (email === undefined ? undefined : rowByEmail.get(email));
    if (row) bySource.set(person.sourceId, row);
    else missing.push(person);
    if (row && row.source === null) recognised.push({ id: row.id, source: sourceOf(person) });
  }

  // Exported people keep the handles that the export's texts mention, even bots that have left.
  const taken = await pool.query<{ handle: string }>(
    `select handle from users u where id = any($1) or not ${isGoneBot}`,
    [rows.map(({ id }) => id)],
  );
  const takenHandles = new Set(taken.rows.map(({ handle }) => handle));
  const emailOf = ({ sourceId, isForeign }: ImportedPerson) => (isForeign ? null : (emails.get(sourceId) ?? null));
  const named = missing.map((person) => ({ ...person, email: emailOf(person) }));
  const handles = assignHandles(named, (handle) => takenHandles.has(handle));
  const fresh = missing.map((person): NewAccount => {
    const handle = handles.get(person.sourceId) ?? "";
    const displayName = shorten(person.displayName, limits.displayNameLengthMax);
    return {
      id: deriveId("user", [ownerId, person.sourceId]),
      display_name: isNoName(displayName) ? handle : displayName,
      handle,
      avatar_url: httpUrl.safeParse(person.avatarUrl && linkAddress(person.avatarUrl)).data ?? null,
      kind: person.kind,
      email: emailOf(person),
      source: sourceOf(person),
    };
  });
  for (const [index, person] of missing.entries()) {
    const account = fresh[index];
    if (account) bySource.set(person.sourceId, account);
  }
  return { bySource, fresh, recognised };
}

/**
 * Creates the missing accounts and stores the source of the recognised ones. An account that
 * was created in the meantime stays as it is.
 */
export async function saveAccounts(pool: pg.Pool, { fresh, recognised }: Accounts): Promise<void> {
  await pool.query(freeHandles, [fresh.map(({ handle }) => handle)]);
  await pool.query(
    `insert into users (id, email, display_name, handle, avatar_url, kind, source)
     select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
     on conflict (id) do nothing`,
    [
      fresh.map(({ id }) => id),
      fresh.map(({ email }) => email),
      fresh.map(({ display_name }) => display_name),
      fresh.map(({ handle }) => handle),
      fresh.map(({ avatar_url }) => avatar_url),
      fresh.map(({ kind }) => kind),
      fresh.map(({ source }) => source),
    ],
  );
  await pool.query(
    `update users set source = found.source from unnest($1::text[], $2::text[]) as found(id, source)
     where users.id = found.id and users.source is null`,
    [recognised.map(({ id }) => id), recognised.map(({ source }) => source)],
  );
}

/** Reduces a text to one line of at most `lengthMax` code points. */
export function shorten(text: string, lengthMax: number): string {
  const line = withoutHidden(
    text
      .normalize("NFC")
      .replace(/\p{Cs}/gu, "")
      .replace(/[\s\p{Cc}]+/gu, " "),
  );
  return beginningOf(line.trim(), lengthMax).trim();
}

/**
 * People from another Slack workspace get no address, since they could sign in with it. An existing
 * account with the address is still theirs.
 */
export function mayNotEnter({ isDeactivated, isForeign }: ImportedPerson): boolean {
  return isDeactivated || isForeign;
}

/** Assigns each address to one person, preferring people who are still there to people who left. */
function claimEmails(people: readonly ImportedPerson[]): Map<string, string> {
  const owners = new Map<string, ImportedPerson>();
  for (const person of people) {
    const { email } = person;
    if (
      email === null ||
      person.kind === "bot" ||
      !/^[^\s@]+@[^\s@]+$/.test(email) ||
      email.length > limits.emailLengthMax
    )
      continue;
    const holder = owners.get(email);
    if (!holder || (mayNotEnter(holder) && !mayNotEnter(person))) owners.set(email, person);
  }
  return new Map(Array.from(owners, ([email, { sourceId }]) => [sourceId, email]));
}
