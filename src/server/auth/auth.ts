import type { ConsumersByName } from "../consumers/consumer";
import type { ServerContext } from "../context/context";
import { installationSecret } from "../context/installation-key";
import { isSame } from "../files/secrets";
import { createJobQueue } from "../jobs/queue";
import type { Execute } from "../log/execute";
import type { HotStates } from "../log/hot-states";
import type { Log } from "../log/log";
import { standardOutput } from "../logger/output";
import type { RateLimits } from "../requests/rate-limits";
import { type Bots, createBots } from "./bots";
import type { Caller } from "./caller";
import { clearedSessionCookie, sessionCookie } from "./cookies";
import { createCredentials } from "./credentials";
import { checkCrossSite } from "./cross-site";
import { deliveryOf, type MailDelivery } from "./delivery";
import { createDueMails, type DueMails } from "./due-mails";
import { createEmailChanges, type EmailChanges } from "./email-changes";
import { createBotTokenConsumer } from "./fallen-tokens";
import { createInviteCodes, type InviteCodes } from "./invite-codes";
import { createInviteMails, type InviteMails } from "./invite-mails";
import { createKnownBrowsers } from "./known-browsers";
import { createSignInLimits } from "./limiter";
import { createMagicLinks, type MagicLinks, type SignedIn } from "./magic-links";
import { createMailbox, type Mailbox } from "./mailbox";
import { createMailer, type Mailer } from "./mailer";
import { createNextAuthDoor, type NextAuthDoor } from "./next-auth";
import { setUpSecretOf } from "./operator-links";
import { createProfiles, type Profiles } from "./profiles";
import { createProxyWatch, type ProxyWatch } from "./proxy-watch";
import { createRegistration } from "./registration";
import { type AuthRequest, addressKey, clientAddress, looksLocal } from "./requests";
import { byToken, resolveCaller } from "./resolve-caller";
import { createRevocations, type Revocations } from "./revocations";
import { createSessions, type Sessions } from "./sessions";
import { createSetUp, type SetUp } from "./set-up";
import { createTickets, type Tickets } from "./tickets";
import { createWorkspaceMaking, type WorkspaceMaking } from "./workspace-making";

export type Auth = SetUp & {
  /**
   * The caller of a request; null without credentials or with an invalid cookie. Throws
   * `unauthenticated` for any other invalid one.
   */
  resolve(request: AuthRequest): Promise<Caller | null>;
  /** The caller behind a bearer token that did not come in a header; null when it is not valid. */
  resolveToken(token: string): Promise<Caller | null>;
  /** Calls the listener at once for every session and bot token that is revoked. Returns a function that stops it. */
  readonly onRevoked: Revocations["onRevoked"];
  /** Throws `cross_site` unless a page of ours sent the request. */
  checkCrossSite(request: Pick<AuthRequest, "headers">): void;
  /** Whether a program gets the link that it asks for: with `PARLEY_LOCAL_TOKENS`, and only on this machine. */
  answersLinks(request: AuthRequest): boolean;
  readonly delivery: MailDelivery;
  /**
   * The key under which limits count a caller without a credential: the person who has signed in with
   * this browser before, or else the address.
   */
  payerOf(request: AuthRequest): Promise<string>;
  /** Whether an `Authorization` header grants access to the metrics. */
  mayReadMetrics(authorization: string | undefined): boolean;
  /** Sees every request, to notice a proxy that nobody configured. */
  readonly watchForProxy: ProxyWatch;
  /** The `Set-Cookie` lines that sign a browser in and out. */
  readonly cookies: { signedIn(person: SignedIn): Promise<string[]>; cleared(): string };
  readonly links: MagicLinks;
  readonly mailbox: Mailbox;
  readonly sessions: Sessions;
  readonly profiles: Profiles;
  readonly emailChanges: EmailChanges;
  readonly bots: Bots;
  readonly tickets: Tickets;
  readonly inviteCodes: InviteCodes;
  readonly inviteMails: InviteMails;
  readonly workspaceMaking: WorkspaceMaking;
  readonly nextAuth: NextAuthDoor;
  /** The secret that the first-run set-up asks for. */
  setUpSecret(): Promise<string>;
  /** The consumers with which authentication follows the log. */
  readonly consumers: Pick<ConsumersByName, "bot_tokens">;
  /** The mails that jobs send. */
  readonly mails: Pick<Mailer, "sendDue"> & Pick<DueMails, "sweep">;
  /** Waits for mails that are being sent. */
  close(): Promise<void>;
};

export type AuthParts = {
  readonly execute: Execute;
  readonly states: HotStates;
  readonly log: Log;
  readonly rateLimits: RateLimits;
  /** Prints sign-in links that cannot be mailed. The default is the console. */
  readonly print?: (line: string) => void;
};

/** Authentication: accounts, sign-in links, sessions, bot tokens, and the first-run set-up. */
export function createAuth(context: ServerContext, parts: AuthParts): Auth {
  const { execute, states, log, rateLimits, print = printLine } = parts;
  const { env } = context;
  const credentials = createCredentials(context);
  const revocations = createRevocations(context.bell);
  const sessions = createSessions(context, revocations);
  const { pool } = context.database;
  const nextAuthSecret = async () => env.nextauthSecret ?? installationSecret(pool, "nextAuth");
  const mailbox = createMailbox(env);
  const inviteCodes = createInviteCodes(context);
  const registration = createRegistration(context, inviteCodes);
  const dueMails = createDueMails(context, { queue: createJobQueue(pool, context.logger), registration });
  const mailer = createMailer(context, { mailbox, dueMails, print });
  const limits = createSignInLimits(context);
  const knownBrowsers = createKnownBrowsers(context);
  const payerOf = async (request: AuthRequest) =>
    (await knownBrowsers.of(request))?.person ?? addressKey(clientAddress(request, env));
  const links = createMagicLinks(context, {
    ...{ sessions, mailer, dueMails, limits, knownBrowsers, inviteCodes, registration },
  });
  const bots = createBots(context, { execute, states, revocations });
  const setUpSecret = () => setUpSecretOf(context);
  const setUp = createSetUp(context, { execute, states, sessions, secret: setUpSecret });

  revocations.onRevoked(() => credentials.forget());
  // A token is refused from the moment its membership ends. The consumer ends it for good.
  const stopListening = log.onAppended((_, events) => {
    if (events.some(({ type }) => type === "member.role_changed" || type === "member.removed")) credentials.forget();
  });

  return {
    ...setUp,
    resolve: (request) => resolveCaller(request, context, credentials),
    resolveToken: async (token) => (await byToken(token, credentials)) ?? null,
    onRevoked: revocations.onRevoked,
    checkCrossSite: (request) => checkCrossSite(request, env),
    answersLinks: (request) => env.localTokens && looksLocal(request, env),
    delivery: deliveryOf(env),
    payerOf,
    mayReadMetrics: (authorization) =>
      env.metricsToken !== undefined && isSame(authorization ?? "", `Bearer ${env.metricsToken}`),
    watchForProxy: createProxyWatch(context),
    cookies: {
      signedIn: async ({ token, user }) => [sessionCookie(token, env), await knownBrowsers.cookieFor(user.email ?? "")],
      cleared: () => clearedSessionCookie(env),
    },
    links,
    mailbox,
    sessions,
    profiles: createProfiles(context, execute),
    emailChanges: createEmailChanges(context, { mailer, dueMails, limits, registration }),
    bots,
    tickets: createTickets(context, credentials),
    inviteCodes,
    inviteMails: createInviteMails(context, { mailer, dueMails, limits }),
    workspaceMaking: createWorkspaceMaking(context),
    nextAuth: createNextAuthDoor(context, {
      ...{ links, sessions, secret: nextAuthSecret, isSetUp: setUp.isSetUp, rateLimits, payerOf },
      isKnown: (request) =>
        resolveCaller(request, context, credentials).then(
          (caller) => caller !== null,
          () => false,
        ),
    }),
    setUpSecret,
    consumers: { bot_tokens: createBotTokenConsumer(context, revocations) },
    mails: { sendDue: mailer.sendDue, sweep: dueMails.sweep },
    close: async () => {
      stopListening();
      revocations.close();
      await mailer.close();
    },
  };
}

function printLine(line: string): void {
  standardOutput().write(`${line}\n`);
}
