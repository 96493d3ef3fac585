import { writeFileSync } from "node:fs";
import { relative } from "node:path";

/**
 * A vitest reporter: writes how long each file took, including its imports and hooks, as `[name, ms]` to the file that
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
