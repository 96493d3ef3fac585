import type { Env } from "../../env";

/** Shorter secrets would match parts of unrelated words and numbers. */
const secretLengthMin = 8;

const taken = "[taken out]";

/** Our own tokens, tickets, links and codes (`newSecret`); passwords in URLs; credentials in headers; e-mail addresses. */
const forms: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/\b[a-z]{3}_[\w-]{43}/gu, taken],
  [/(?<=:\/\/)[^\s/@"]*:[^\s@"]*(?=@)/gu, taken],
  [/(?<=\b(?:bearer|basic) )[\w.~+/=-]{8,}/giu, taken],
  [/(?<=\b(?:clickclack\.bearer|parley\.ticket)\.)[\w-]+/gu, taken],
  // As wide as sign-in accepts them: any letters before the @, and hosts without a dot after it.
  [/[^\s\p{C}"'`(),:;<>@[\\\]/]{1,64}@(?:[a-z0-9-]{1,63}\.)*[a-z][a-z0-9-]{1,62}/giu, taken],
];

/** Removes from a text what an operator's log must not hold: the configured secrets, and anything that looks like one of ours. */
export function createScrub(env: Env, urls: readonly string[] = []): (text: string) => string {
  const secrets = [...secretsOf(env), ...urls.flatMap(passwordsOf)].filter(
    (secret) => secret.length >= secretLengthMin,
  );
  return (text) => {
    const withoutForms = forms.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), text);
    return secrets.reduce((rest, secret) => rest.replaceAll(secret, taken), withoutForms);
  };
}

function secretsOf(env: Env): string[] {
  const { setupSecret, nextauthSecret, metricsToken, databaseUrl, databaseDirectUrl, redisUrl, smtpUrl } = env;
  const plain = [setupSecret, nextauthSecret, metricsToken].flatMap((secret) => secret ?? []);
  const urls = [databaseUrl, databaseDirectUrl, redisUrl, smtpUrl].flatMap((url) => url ?? []);
  return [...plain.map(asJson), ...urls.flatMap(passwordsOf)];
}

/** A password as written in a URL, and decoded. */
function passwordsOf(url: string): string[] {
  const { password } = new URL(url);
  const isEncoded = /^(?:[^%]|%[0-9a-f]{2})*$/iu.test(password);
  return isEncoded ? [password, asJson(decodeURIComponent(password))] : [password];
}

/** A secret as written in a line of JSON. */
function asJson(secret: string): string {
  return JSON.stringify(secret).slice(1, -1);
}
