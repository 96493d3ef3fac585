import { writeFileSync } from "node:fs";
import { relative } from "node:path";

/**
 * A vitest reporter: writes what the report of vitest's own leaves out to the file that `PARLEY_FILE_TIMES` names: how long each file
 * took, including its imports and hooks, as `[name, ms]`, and the errors that came outside of every test.
 */
export default class FileTimes {
  onTestRunEnd(modules, unhandled = []) {
    const files = modules.map((module) => {
      const { collectDuration, duration } = module.diagnostic();
      return [relative(process.cwd(), module.moduleId), collectDuration + duration];
    });
    const errors = unhandled.map(({ message, VITEST_TEST_PATH: path }) => {
      return { file: path === undefined ? "vitest" : relative(process.cwd(), path), message };
    });
    writeFileSync(process.env.PARLEY_FILE_TIMES, JSON.stringify({ files, errors }));
  }
}
