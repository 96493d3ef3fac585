import { createHash, hash } from "node:crypto";
import type pg from "pg";
import type { ImportedConversation } from "./conversations";
import { deriveId } from "./derived-ids";
import type { ImportedPerson } from "./people";
import type { SampledMessage } from "./sample";
import type { SlackUser } from "./slack-shapes";
import { timeOf } from "./slack-time";

/**
 * The team of the workspace's owners, or else of most people, since guests from other workspaces
 * carry their own. Null when nobody has one.
 */
export function namedTeamOf(users: readonly SlackUser[]): string | null {
  const owners = users.filter(({ is_owner }) => is_owner);
  return mostFrequentTeam(owners) ?? mostFrequentTeam(users);
}

const digestPrefix = "digest-";

/** The contents by which an export is recognised. */
type Held = {
  readonly people: readonly Pick<ImportedPerson, "sourceId">[];
  readonly conversations: readonly Pick<ImportedConversation, "sourceId" | "name">[];
  readonly sample: readonly SampledMessage[];
};

/** The team that an export comes from, and whether the export itself names it. */
type Claimed = Pick<Held, "sample"> & { readonly teamId: string; readonly isTeamNamed: boolean };

/** A name for the team of an export that names none: a digest of its contents, so that only the same export gets it again. */
export function digestTeam({ people, conversations, sample }: Held) {
  const lines = [
    ...people.map(({ sourceId }) => `person ${sourceId}`),
    ...conversations.map(({ sourceId, name }) => `conversation ${sourceId} ${name}`),
    ...sample.map(({ conversationId, ts, body }) => `message ${conversationId} ${ts} ${hash("sha256", body)}`),
  ];
  return `${digestPrefix}${createHash("sha256").update(lines.sort().join("\n")).digest("hex").slice(0, 24)}`;
}

/**
 * The team of an export, as an earlier import knows it where that can be proven (docs/decisions/0022-whose-export-it-is.md).
 * The proof is the team that the export names, or else that its messages are already there, in their channels, at their times,
 * with their text. An export that names its team may have been imported before without the name. Looks in the workspace with
 * the given slug, or else in every workspace that an import has made.
 */
export async function recogniseTeam(
  pool: pg.Pool,
  { teamId, isTeamNamed, sample }: Claimed,
  slug: string | undefined,
): Promise<string> {
  const imports = slug === undefined ? await importsByWorkspace(pool) : await importsInto(pool, slug);
  if (imports.some(({ team_id }) => team_id === teamId)) return teamId;
  const others = isTeamNamed ? imports.filter(({ team_id }) => team_id.startsWith(digestPrefix)) : imports;
  for (const earlier of others) if (await holdsSample(pool, earlier, sample)) return earlier.team_id;
  return teamId;
}

type EarlierImport = { readonly workspace_id: string; readonly team_id: string };

async function importsByWorkspace(pool: pg.Pool): Promise<EarlierImport[]> {
  const { rows } = await pool.query<EarlierImport>(
    `select id as workspace_id, split_part(source, ':', 2) as team_id from workspaces where source like 'slack:%' order by id`,
  );
  return rows;
}

/**
 * An import into an existing workspace records its team only in the accounts that it
 * created. These may also come from elsewhere.
 */
async function importsInto(pool: pg.Pool, slug: string): Promise<EarlierImport[]> {
  const { rows } = await pool.query<EarlierImport>(
    `select workspaces.id as workspace_id, team_id from workspaces
     cross join (select split_part(source, ':', 2) as team_id from users where source like 'slack:%'
       union select split_part(source, ':', 2) from workspaces where source like 'slack:%') as teams
     where slug = $1 order by team_id`,
    [slug],
  );
  return rows;
}

/** Whether most sampled messages that are no newer than those of this import are there with their original text. */
async function holdsSample(
  pool: pg.Pool,
  { workspace_id, team_id }: EarlierImport,
  sample: readonly SampledMessage[],
): Promise<boolean> {
  const channelIds = new Set(
    sample.map(({ conversationId }) => deriveId("channel", [workspace_id, team_id, conversationId])),
  );
  // The authors prove nothing, since an account may be known from another team. Another
  // team may have been imported after this one.
  const newest = await pool.query<{ at: Date | null }>(
    `select coalesce(max(created_at) filter (where channel_id = any($2)), max(created_at)) as at
     from messages where workspace_id = $1 and imported`,
    [workspace_id, [...channelIds]],
  );
  const until = newest.rows[0]?.at ?? null;
  const expected = new Map(
    sample
      .filter(({ ts }) => until !== null && timeOf(ts) <= until)
      .map(({ conversationId, ts, body }) => [
        deriveId("message", [workspace_id, team_id, conversationId, ts], timeOf(ts)),
        body,
      ]),
  );
  const { rows } = await pool.query<{ id: string; body: string; deleted: boolean }>(
    `select messages.id, events.payload->'message'->>'body' as body, deleted_at is not null as deleted from messages
     join events on events.workspace_id = messages.workspace_id and events.cursor = (event_cursors->>0)::bigint
     where messages.id = any($1)`,
    [[...expected.keys()]],
  );
  // A deleted message has lost its text, so it proves nothing.
  const deleted = rows.filter((row) => row.deleted).length;
  const same = rows.filter(({ id, body }) => expected.get(id) === body).length;
  return same > (expected.size - deleted) / 2;
}

function mostFrequentTeam(users: readonly SlackUser[]): string | null {
  const counts = new Map<string, number>();
  for (const { team_id } of users) if (team_id) counts.set(team_id, (counts.get(team_id) ?? 0) + 1);
  const [first] = [...counts].sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1));
  return first?.[0] ?? null;
}
