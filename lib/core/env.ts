import { resolve } from "node:path";
import { z } from "zod";

const optionalText = z
  .string()
  .transform((text) => text.trim())
  .transform((text) => (text === "" ? undefined : text))
  .optional();

const schema = z.object({
  NODE_ENV: z.enum(["development", "test", "production"]).default("production"),
  /** Any PostgreSQL from 15; the start script fills it in for the embedded one. */
  DATABASE_URL: z.string().min(1).default("postgresql://unset.invalid/unset"),
  /** Connections of each process that read and write. Jobs add 4 (2 where none run). */
  DATABASE_POOL_SIZE: z.coerce.number().int().min(1).max(200).default(10),
  /**
   * Further connections of each process, on which the database itself refuses writes: reading tools and read-only
   * connections and keys use them. Opened when needed. Together with the others they must fit into the database's
   * max_connections, for all processes.
   */
  DATABASE_READ_POOL_SIZE: z.coerce.number().int().min(1).max(200).default(10),
  /** Days a line of the call log is kept; older ones are removed once an hour. */
  CALL_LOG_RETENTION_DAYS: z.coerce.number().int().min(1).max(3_650).default(90),
  /** Folder of the built-in database, secrets and uploads. */
  DATA_DIR: z.string().default(".data"),
  /** Port the server listens on; also in BASE_URL when that is not set. */
  PORT: z.coerce.number().int().min(1).max(65535).default(3000),
  /** Public address of this installation; never taken from request headers. */
  BASE_URL: optionalText.pipe(z.url({ protocol: /^https?$/ }).optional()),
  /** At least 32 characters; the start script fills it in from the data folder. */
  SECRET_KEY: optionalText,
  /** Further host names the MCP endpoints answer to, besides BASE_URL's, separated by commas. */
  ALLOWED_HOSTS: optionalText,
  /** Browser origins that may call the MCP endpoints, separated by commas; `*` for any. */
  ALLOWED_ORIGINS: optionalText,
  /**
   * Addresses of this machine or its network that integrations may reach all the same (model servers, feeds, web pages),
   * as host or host:port, separated by commas. Every other inner address is refused.
   */
  OUTBOUND_ALLOWED_HOSTS: optionalText,
  /** Mail server, such as smtps://user:password@smtp.example:465. Without it nothing is sent by e-mail. */
  SMTP_URL: optionalText.pipe(z.url({ protocol: /^smtps?$/ }).optional()),
  /** Sender of every e-mail, such as Caramel <hello@shop.example>. */
  MAIL_FROM: optionalText,
  /** Least serious log lines that are written. */
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
  /** Seconds in which a rotated refresh token may be used again; 0 is strict. */
  REFRESH_GRACE_SECONDS: z.coerce.number().int().min(0).max(300).default(30),
  /** How often it may be used again in that time. */
  REFRESH_GRACE_USES: z.coerce.number().int().min(0).max(100).default(3),
  /** Sign-in with Google, when both are set. Redirect address there: BASE_URL/api/auth/callback/google. */
  GOOGLE_CLIENT_ID: optionalText,
  GOOGLE_CLIENT_SECRET: optionalText,
  /** Sign-in with GitHub, when both are set. Redirect address there: BASE_URL/api/auth/callback/github. */
  GITHUB_CLIENT_ID: optionalText,
  GITHUB_CLIENT_SECRET: optionalText,
  /** `1` mounts the protocol fixtures of the official conformance suite; never in production. */
  MCP_CONFORMANCE: z.enum(["0", "1"]).default("0"),
  /** `1` mounts the bare echo server that the benchmark compares with; never in production. */
  BENCHMARK: z.enum(["0", "1"]).default("0"),
});

const parsed = schema.safeParse(process.env);
if (!parsed.success) {
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
  throw new Error(`The environment is not valid:\n${lines.join("\n")}`);
}

const baseUrl = new URL(parsed.data.BASE_URL ?? `http://localhost:${parsed.data.PORT}`);

// next-auth learns its own address from here alone; without it, it would believe request headers.
process.env.NEXTAUTH_URL = baseUrl.origin;

function list(text: string | undefined): string[] {
  return (text ?? "")
    .split(",")
    .map((entry) => entry.trim().toLowerCase())
    .filter((entry) => entry !== "");
}

/** The environment, read and checked once. Nothing else reads `process.env`. */
export const env = {
  isProduction: parsed.data.NODE_ENV === "production",
  databaseUrl: parsed.data.DATABASE_URL,
  databasePoolSize: parsed.data.DATABASE_POOL_SIZE,
  databaseReadPoolSize: parsed.data.DATABASE_READ_POOL_SIZE,
  callLogRetentionDays: parsed.data.CALL_LOG_RETENTION_DAYS,
  dataDir: resolve(parsed.data.DATA_DIR),
  port: parsed.data.PORT,
  /** Origin without a trailing slash, such as `https://caramel.example`; also the OAuth issuer. */
  baseUrl: baseUrl.origin,
  isHttps: baseUrl.protocol === "https:",
  secretKey: parsed.data.SECRET_KEY,
  allowedHosts: new Set([baseUrl.host.toLowerCase(), ...list(parsed.data.ALLOWED_HOSTS)]),
  allowedOrigins: new Set([baseUrl.origin.toLowerCase(), ...list(parsed.data.ALLOWED_ORIGINS)]),
  outboundAllowedHosts: new Set(list(parsed.data.OUTBOUND_ALLOWED_HOSTS)),
  /** Absent: no e-mail is sent. */
  mail:
    parsed.data.SMTP_URL === undefined
      ? undefined
      : {
          url: parsed.data.SMTP_URL,
          from: parsed.data.MAIL_FROM ?? `Caramel <no-reply@${baseUrl.hostname}>`,
        },
  logLevel: parsed.data.LOG_LEVEL,
  refreshGraceSeconds: parsed.data.REFRESH_GRACE_SECONDS,
  refreshGraceUses: parsed.data.REFRESH_GRACE_USES,
  google: pair(parsed.data.GOOGLE_CLIENT_ID, parsed.data.GOOGLE_CLIENT_SECRET),
  github: pair(parsed.data.GITHUB_CLIENT_ID, parsed.data.GITHUB_CLIENT_SECRET),
  isConformanceRun: parsed.data.MCP_CONFORMANCE === "1",
  isBenchmark: parsed.data.BENCHMARK === "1",
} as const;

function pair(clientId: string | undefined, clientSecret: string | undefined) {
  return clientId && clientSecret ? { clientId, clientSecret } : undefined;
}
