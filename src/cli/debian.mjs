import { quietly } from "./steps.mjs";

/** Installs a package where possible: as root, on Debian or a derivative. All that counts is whether it is there afterwards. */
export async function installFromDebian(name) {
  if (process.getuid?.() !== 0) return;
  const quiet = { env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } };
  // Completes what an interrupted earlier run left.
  await quietly("dpkg", ["--configure", "-a"], quiet).catch(ignoreFailure);
  await quietly("apt-get", ["update"], quiet).catch(ignoreFailure);
  await quietly("apt-get", ["install", "-y", "--no-install-recommends", name], quiet).catch(ignoreFailure);
}

function ignoreFailure() {}
