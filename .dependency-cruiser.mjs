/** What describes shapes with zod: `schema.ts` beside the rules of a feature, and three files of the core that all of them use. */
const withSchemas = ["^src/domain/.*schema\\.ts$", "^src/domain/core/(people|text|ids)\\.ts$"];

/** @type {import("dependency-cruiser").IConfiguration} */
const config = {
  forbidden: [
    {
      name: "no-cycles",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    { name: "no-unresolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
    {
      name: "no-rooms-without-a-subject",
      severity: "error",
      from: {},
      to: { path: "/(util|utils|helper|helpers|common|lib)[/.]", pathNot: "node_modules" },
    },
    only("process", ["^src/process/"]),
    only("domain", ["^src/domain/", "^node_modules/zod/"]),
    only("language", ["^src/(language|domain)/", "^node_modules/markdown-it/"]),
    {
      // What a rule imports is in every page's first load (docs/decisions/0006-schemas-apart-from-rules.md).
      name: "rules-and-pages-without-schemas",
      severity: "error",
      from: {
        path: "^src/(domain|language|client|ui)/",
        pathNot: [...withSchemas, "^src/domain/messages/redaction\\.ts$"],
      },
      to: {
        path: [...withSchemas, "^node_modules/zod/"],
        dependencyTypesNot: ["type-only"],
      },
    },
    never("server", ["^src/(doors|client|ui|app|sdk|cli)/", "^node_modules/(react|react-dom|next)/"]),
    {
      name: "next-auth-in-auth-only",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/(server/auth|app|pages|ui|client)/" },
      to: { path: "^node_modules/next-auth/" },
    },
    {
      // Whoever traces nothing pays nothing: its libraries are loaded when a collector is named.
      name: "opentelemetry-when-wanted",
      severity: "error",
      from: { path: "^(src/|server)" },
      to: { path: "^node_modules/@opentelemetry/", dynamic: false, dependencyTypesNot: ["type-only"] },
    },
    {
      // Half a megabyte of tables, which no page needs.
      name: "transliteration-in-the-server-only",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/server/names/latin\\.ts" },
      to: { path: "^node_modules/any-ascii/" },
    },
    {
      // A page is read and typed in without it: `client/transport/create-api.ts` fetches it beside boot.
      name: "trpc-beside-boot",
      severity: "error",
      from: { path: "^src/(client|ui|app)/", pathNot: "^src/client/transport/trpc(-stream)?\\.ts$" },
      to: {
        path: "^(node_modules/@trpc/|src/client/transport/trpc(-stream)?\\.ts$)",
        dynamic: false,
        dependencyTypesNot: ["type-only", "type-import"],
      },
    },
    never("doors", ["^src/(client|ui|app|sdk|cli)/", "^node_modules/(@prisma|pg)/"]),
    typesOnly("doors", "^src/server/(?!db/out-of-reach)"),
    never("client", ["^src/(server|ui|app|sdk|cli)/"]),
    typesOnly("client", "^src/doors/"),
    {
      name: "client-without-node",
      severity: "error",
      from: { path: "^src/(language|client|ui|sdk)/" },
      to: { dependencyTypes: ["core"] },
    },
    never("ui", ["^src/(server|doors|app|sdk|cli)/", "^node_modules/@trpc/"]),
    never("(app|pages)", ["^src/(sdk|cli)/", "^node_modules/(@prisma|pg)/"]),
    typesOnly("(app|pages)", "^src/doors/"),
    {
      // It makes a whole app: loaded where Next runs alone, and nowhere else (src/pages/api/[[...path]].ts).
      name: "serverless-is-for-the-catch-all",
      severity: "error",
      from: { pathNot: "^src/pages/api/" },
      to: { path: "^src/serverless\\.ts" },
    },
    {
      name: "serverless-is-never-loaded-at-once",
      severity: "error",
      from: {},
      to: { path: "^src/serverless\\.ts", dynamic: false },
    },
    only("sdk", ["^src/(sdk|domain)/", "^node_modules/zod/"]),
    {
      name: "nobody-imports-entry-points",
      severity: "error",
      from: { pathNot: "^src/cli/" },
      to: { path: "^(src/cli/|server\\.ts)" },
    },
  ],
  options: {
    doNotFollow: { path: ["node_modules", "src/server/db/generated"] },
    exclude: { path: "src/server/db/generated" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};

/** A room that may import nothing but these. */
function only(room, allowed) {
  return {
    name: `${room}-only-imports-its-own`,
    severity: "error",
    from: { path: `^src/${room}/` },
    to: { pathNot: allowed },
  };
}

function never(room, forbidden) {
  return {
    name: `${room.replace(/\W/g, "")}-never-imports`,
    severity: "error",
    from: { path: `^src/${room}/` },
    to: { path: forbidden },
  };
}

/** A room that may know the shape of another one, but not call it. */
function typesOnly(room, path) {
  return {
    name: `${room.replace(/\W/g, "")}-imports-types-only`,
    severity: "error",
    from: { path: `^src/${room}/` },
    to: { path, dependencyTypesNot: ["type-only"] },
  };
}

export default config;
