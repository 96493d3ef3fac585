import { writeFileSync } from "node:fs";
import { relative } from "node:path";

/**
 * A reporter of vitest: writes how long each file took, its imports and hooks with it, as `[name, ms]` into the file that
 * `PARLEY_FILE_TIMES` names.
 */
export default class FileTimes {
  onTestRunEnd(modules) {
    const times = modules.map((module) => {
      const { collectDuration, duration } = module.diagnostic();
      return [relative(process.cwd(), module.moduleId), collectDuration + duration];
    });
    writeFileSync(process.env.PARLEY_FILE_TIMES, JSON.stringify(times));
  }
}
