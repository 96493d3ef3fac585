/** Paths of ClickClack's contract that Parley does not have. They answer 404 `not_supported`. */
const unsupported = [
  /^\/api\/workspaces\/[^/]+\/topics/u,
  /^\/api\/(workspaces\/[^/]+\/)?app-installations/u,
  /^\/api\/(workspaces\/[^/]+\/)?connected-accounts/u,
  /^\/api\/auth\/(password|openclaw|github\/desktop)\//u,
  /^\/api\/home-link$/u,
];

export function isUnsupportedPath(path: string): boolean {
  return unsupported.some((pattern) => pattern.test(path));
}
