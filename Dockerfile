# Parley in a container: docs/containers.md says how to build, run and keep it.

FROM node:24-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY src/cli/*.mjs src/cli/
COPY src/process/*.mjs src/process/
RUN ["node", "src/cli/install.mjs"]

FROM dependencies AS build
COPY . .
RUN ["npm", "run", "build"]
# The build's cache stays behind, and everybody may read the rest, whatever the umask of whoever fetched the sources.
RUN rm -rf .next/cache && chmod -R go=rX .next deploy dist next.config.mjs package.json prisma public LICENSE

# A stage of its own, so that this large layer stays the same while only Parley changes.
FROM dependencies AS runtime-dependencies
RUN ["node", "src/cli/prune.mjs"]

FROM node:24-bookworm-slim
LABEL org.opencontainers.image.title="Parley" \
      org.opencontainers.image.description="Team chat for people and bots on one durable event log" \
      org.opencontainers.image.licenses="MIT"

# Everything in /app belongs to root and is only read; Parley runs as the image's unprivileged user and writes to /data and /tmp alone.
WORKDIR /app
COPY --from=runtime-dependencies /app/node_modules node_modules
COPY --from=build /app/package.json /app/next.config.mjs /app/LICENSE ./
COPY --from=build /app/prisma/migrations prisma/migrations
COPY --from=build /app/public public
COPY --from=build /app/.next .next
COPY --from=build /app/dist dist
COPY --from=build /app/deploy deploy
RUN ["install", "--directory", "--owner=node", "--group=node", "--mode=0700", "/data"]

ENV NODE_ENV=production \
    NEXT_TELEMETRY_DISABLED=1 \
    HOST=0.0.0.0 \
    PORT=3000 \
    PARLEY_DATA_DIR=/data
USER 1000:1000
VOLUME ["/data"]
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["node", "deploy/health.mjs"]
ENTRYPOINT ["/app/deploy/start.sh"]
