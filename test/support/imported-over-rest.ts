import { z } from "zod";
import type { Database } from "../../src/server/db/client";
import { openSession } from "./served";

const channels = z.object({ channels: z.array(z.object({ id: z.string(), name: z.string() })) });
const author = z.object({ display_name: z.string() });
const directs = z.object({ conversations: z.array(z.object({ id: z.string(), members: z.array(author) })) });
const message = z.object({
  id: z.string(),
  body: z.string(),
  author,
  parent_message_id: z.string().nullish(),
});
const page = z.object({ messages: z.array(message) });
const thread = z.object({ replies: z.array(message) });

/** The lines of each conversation as the people of a workspace read them over REST, replies below their roots. */
export async function readOverRest(database: Database, url: string, slug: string): Promise<Record<string, string[]>> {
  const workspace = await database.prisma.workspace.findUniqueOrThrow({ where: { slug } });
  const members = await database.prisma.member.findMany({
    where: { workspace_id: workspace.id, left_at: null, kind: "human" },
  });
  const found: Record<string, string[]> = {};
  for (const { user_id } of members) {
    const { token } = await openSession(database, user_id);
    const get = async <Schema extends z.ZodType>(path: string, schema: Schema) => {
      const answer = await fetch(`${url}/api${path}`, { headers: { Authorization: `Bearer ${token}` } });
      return schema.parse(await answer.json());
    };
    const linesOf = async (path: string) => {
      const lines: string[] = [];
      for (const { id, body, author, parent_message_id } of (await get(`${path}/messages?limit=200`, page)).messages) {
        const isReply = parent_message_id !== null && parent_message_id !== undefined;
        lines.push(`${isReply ? "^ " : ""}${author.display_name}: ${body}`);
        if (isReply) continue;
        const { replies } = await get(`/messages/${id}/thread?limit=200`, thread);
        lines.push(...replies.map((reply) => `> ${reply.author.display_name}: ${reply.body}`));
      }
      return lines;
    };
    for (const { id, name } of (await get(`/workspaces/${workspace.id}/channels`, channels)).channels)
      found[name] ??= await linesOf(`/channels/${id}`);
    for (const { id, members } of (await get(`/dms?workspace_id=${workspace.id}`, directs)).conversations) {
      const name = members.map(({ display_name }) => display_name).sort();
      found[`with ${name.join(" and ")}`] ??= await linesOf(`/dms/${id}`);
    }
  }
  return found;
}
