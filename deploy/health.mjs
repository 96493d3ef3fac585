// The health check of a container: ends with 0 when the Parley in it answers, with 1 when it does not within four seconds.
const address = `http://127.0.0.1:${process.env.PORT || 3000}/healthz`;
const answer = await fetch(address, { signal: AbortSignal.timeout(4_000) }).catch(() => undefined);
process.exitCode = answer?.ok ? 0 : 1;
