import type { z } from "zod";
import type { ChannelFields } from "../../domain/channels/rules";
import { channelSchema } from "../../domain/channels/schema";
import { DomainError, forbidden } from "../../domain/core/errors";
import { workspaceSchema } from "../../domain/workspaces/schema";
import type { ServerContext } from "../context/context";
import type { UserModel } from "../db/generated/models";
import { tryLock } from "../db/locks";
import { isSame } from "../files/secrets";
import type { Execute } from "../log/execute";
import type { HotStates } from "../log/hot-states";
import { slugOf } from "../names/latin";
import { accountOf, accountOfEmail } from "./accounts";
import { normaliseEmail } from "./email-address";
import { hasOwner, isOwnedBy } from "./installation";
import type { SignedIn } from "./magic-links";
import type { Sessions } from "./sessions";

export type SetUpInput = {
  readonly secret: string;
  readonly email: string;
  readonly display_name: string;
  readonly workspace_name: string;
};

type FirstPlace = { readonly workspace: z.output<typeof workspaceSchema>; readonly channel: ChannelFields };

export type SetUpDone = SignedIn & FirstPlace;

export type SetUp = {
  /** Whether the installation has its owner. */
  isSetUp(): Promise<boolean>;
  /** Whether an account is the one that set the installation up. */
  isOwner(userId: string): Promise<boolean>;
  /** Creates the owner and the first workspace, once. Throws `already_set_up` afterwards and `forbidden` for a wrong secret. */
  setUp(input: SetUpInput, options: { userAgent: string | null }): Promise<SetUpDone>;
};

type Parts = {
  readonly execute: Execute;
  readonly states: HotStates;
  readonly sessions: Sessions;
  readonly secret: () => Promise<string>;
};

/** The first-run set-up. Every step finds what an interrupted attempt left behind. The installation's row completes it. */
export function createSetUp(context: ServerContext, { execute, states, sessions, secret }: Parts): SetUp {
  const { pool, prisma } = context.database;
  let done = false;

  /** Checked before anything else, without Prisma: its first query would take longer than the rest of a first answer. */
  async function isSetUp(): Promise<boolean> {
    done ||= await hasOwner(pool);
    return done;
  }

  async function setUp(input: SetUpInput, { userAgent }: { userAgent: string | null }): Promise<SetUpDone> {
    if (await isSetUp()) throw alreadySetUp();
    if (!isSame(input.secret, await secret())) throw forbidden("The set-up secret is not right.");
    const email = normaliseEmail(input.email);
    return withLock(async () => {
      if (await isSetUp()) throw alreadySetUp();
      const user = await prisma.$transaction((tx) =>
        accountOfEmail(tx, context, { email, displayName: input.display_name }),
      );
      const place = await firstWorkspace(user, input.workspace_name);
      const opened = await prisma.$transaction(async (tx) => {
        await tx.installation.create({ data: { owner_id: user.id, created_at: context.clock() } });
        return sessions.open(tx, user.id, { userAgent });
      });
      done = true;
      return { user: accountOf(user), ...opened, ...place };
    });
  }

  async function firstWorkspace(user: UserModel, name: string): Promise<FirstPlace> {
    const known = await prisma.workspace.findFirst({ where: { created_by: user.id } });
    const id = known?.id ?? context.newId("workspace");
    if (known === null) {
      const owner = { display_name: user.display_name, handle: user.handle, avatar_url: user.avatar_url };
      const input = { name, slug: firstSlug(name), owner, source: null };
      await execute(id, { type: "workspace.create", input }, { actor: { user_id: user.id } });
    }
    const { store } = await states.of(id);
    const [channel] = store.find("channel", "default", "yes");
    return { workspace: workspaceSchema.parse(store.get("workspace", id)), channel: channelSchema.parse(channel) };
  }

  async function withLock<T>(work: () => Promise<T>): Promise<T> {
    const connection = await pool.connect();
    try {
      await connection.query("begin");
      if (!(await tryLock(connection, "setUp")))
        throw new DomainError("conflict", "Somebody is setting Parley up at this moment.");
      return await work();
    } finally {
      await connection.query("rollback").catch(() => undefined);
      connection.release();
    }
  }

  return { isSetUp, isOwner: (userId) => isOwnedBy(pool, userId), setUp };
}

function firstSlug(name: string): string {
  const slug = slugOf(name);
  return slug.length < 2 ? "team" : slug;
}

function alreadySetUp(): DomainError {
  return new DomainError("already_set_up", "Parley is set up already. Sign in instead.");
}
