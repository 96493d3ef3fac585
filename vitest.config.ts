import { defineConfig } from "vitest/config";

const postgres = ["test/support/postgres.ts"];

export default defineConfig({
  test: {
    projects: [project("domain", []), project("server", postgres), project("contract", postgres)],
  },
});

function project(name: string, globalSetup: string[]) {
  return {
    test: {
      name,
      include: [`test/${name}/**/*.test.{ts,tsx}`],
      globalSetup,
      testTimeout: 30_000,
      hookTimeout: 60_000,
    },
  };
}
