import { quietly } from "./steps.mjs";

/** Installs a package where that is possible: as root, on Debian or what derives from it. What counts is whether it is there afterwards. */
export async function installFromDebian(name) {
  if (process.getuid?.() !== 0) return;
  const quiet = { env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } };
  // What an earlier run left that was ended in the middle of it.
  await quietly("dpkg", ["--configure", "-a"], quiet).catch(ignoreFailure);
  await quietly("apt-get", ["update"], quiet).catch(ignoreFailure);
  await quietly("apt-get", ["install", "-y", "--no-install-recommends", name], quiet).catch(ignoreFailure);
}

function ignoreFailure() {}
