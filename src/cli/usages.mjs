/**
 * The usage of each command, by the name of its file. Plain JavaScript: a request for help is answered before anything is
 * installed, built or opened.
 */
export const usages = {
  start: "npm start -- [--version]    sets Parley up and serves it, or prints its version",
  dev: "npm run dev    serves Parley from the sources, with pages that reload as you edit",
  build: "npm run build    builds the pages and the programs in dist",
  check: "npm run check    format, lint, types, import rules, dead code, OpenAPI",
  test: "npm test    every check and every test",
  mutation:
    "npm run test:mutation -- [WORD …] [--sources FOLDER] [--tests FOLDER]    takes each refusal of the domain out in turn and names those that no rule test holds; words narrow it to the files they name",
  "test-project":
    "npm run test:unit | test:server | test:contract | test:serverless | test:e2e -- [FILE …] [OPTION …]    runs the tests of one project; files and options go to its runner",
  trials: "npm run trials -- [WORD …]    repeats what npm test does once; words narrow it to the files they name",
  generate: "npm run db:generate    makes the client of the database anew",
  "db-migration": "npm run db:migration -- NAME | --check    writes the migration that prisma/schema.prisma needs",
  "emoji-table": "npm run emoji    writes the table of emoji names; needs the npm registry",
  openapi: "npm run openapi -- [--check]    writes openapi.yaml from the operations, or says whether it is current",
  import: "npm run import -- EXPORT.zip [--workspace SLUG | --fresh] [--dry-run]",
  migrate: "npm run migrate    brings the database to this version",
  backup: "npm run backup -- FILE.zip [--overwrite]",
  restore: "npm run restore -- FILE.zip [--check] [--epoch NUMBER]",
  "log-fixture": "npm run log:fixture -- NAME    writes a log of this version into test/fixtures/logs",
  "log-verify": "npm run log:verify    folds every log and compares it with the tables",
  "postgres-program":
    "npm run psql | pg_dump -- [ARGUMENT …]    runs a program of PostgreSQL on the database of this folder's installation; the arguments go to it",
  run: "npm run bench -- [--only append,boot] [--quick] [--profile cpu|heap|delay]",
  "write-design": "npm run design    measures every component at /design, and writes what design.spec.ts compares with",
  screenshots: "npm run screenshots    takes the pictures of the README anew",
  screens:
    "npm run screens -- FOLDER [--only NAME …] [--widths 390,820,1440] [--compact]    photographs every screen, light and dark; --only may be repeated",
  admin: `npm run admin -- setup-link                        prints the link that sets Parley up, until it is used
       npm run admin -- login-link EMAIL                  prints a link that signs in a person who has an account, or who has just asked for one with an invite
       npm run admin -- users                             lists the people, where they belong and when they were last here
       npm run admin -- make-owner EMAIL [WORKSPACE]      hands over this Parley, or the named workspace of it
       npm run admin -- revoke-sessions EMAIL             signs a person out everywhere
       npm run admin -- test-mail ADDRESS                 sends a mail, and says what the mail server answered
       npm run admin -- consumers                         lists the readers of the log, how far they are and what they could not handle
       npm run admin -- consumers retry [NAME [WORKSPACE [CURSOR]]]     tries parked events again
       npm run admin -- consumers rewind NAME WORKSPACE CURSOR          lets one handle again what lies behind a cursor
       npm run admin -- doctor [--json]                   looks at everything that Parley needs, and says what to do`,
};

/**
 * Prints the usage of a command and ends the process if help was requested.
 *
 * @param {keyof typeof usages} name
 * @param {readonly string[]} args
 */
export function helpIfAsked(name, args) {
  if (!args.includes("--help") && !args.includes("-h")) return;
  process.stdout.write(`Usage: ${usages[name]}\n`);
  process.exit(0);
}

/**
 * Ends the process with the usage of a command if it was given an argument that it does not have.
 *
 * @param {keyof typeof usages} name
 * @param {readonly string[]} args
 * @param {readonly string[]} known
 */
export function refuseUnknown(name, args, known = []) {
  const unknown = args.find((word) => !known.includes(word));
  if (unknown === undefined) return;
  process.stderr.write(`Unknown argument ${unknown}.\nUsage: ${usages[name]}\n`);
  process.exit(1);
}
