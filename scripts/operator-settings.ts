// The operator's environment, checked before anything is started.
import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { ROOT } from "./runtime.mjs";

/** A mistake of the operator, told in one sentence without a stack trace. */
export class OperatorError extends Error {}

export type OperatorSettings = {
  port: number;
  host: string;
  /** Public address without a trailing slash. */
  baseUrl: string;
  dataDir: string;
  /** Null: the built-in PostgreSQL. */
  databaseUrl: string | null;
};

export function readSettings(env: NodeJS.ProcessEnv = process.env): OperatorSettings {
  const port = Number(env.PORT || "3000");
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new OperatorError(`PORT must be a number from 1 to 65535, not "${env.PORT}".`);
  }
  return {
    port,
    host: env.HOST || "127.0.0.1",
    baseUrl: readBaseUrl(env.BASE_URL || `http://localhost:${port}`),
    dataDir: path.resolve(ROOT, env.DATA_DIR || ".data"),
    databaseUrl: readDatabaseUrl(env.DATABASE_URL),
  };
}

function readBaseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (
    !url ||
    !/^https?:$/.test(url.protocol) ||
    url.username ||
    url.pathname !== "/" ||
    url.search ||
    url.hash
  ) {
    throw new OperatorError(
      `BASE_URL must be the public address alone, such as https://caramel.example.com, not "${text}".`,
    );
  }
  return url.origin;
}

function readDatabaseUrl(text: string | undefined): string | null {
  if (!text) return null;
  if (!URL.canParse(text) || !/^postgres(ql)?:$/.test(new URL(text).protocol)) {
    // Not repeated in the message: it holds a password.
    throw new OperatorError("DATABASE_URL must begin with postgresql:// and name a host and a database.");
  }
  return text;
}

/** Makes the data folder, which only its owner may enter. */
export function prepareDataFolder(dataDir: string) {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new OperatorError(
      `The data folder ${dataDir} can't be made: ${(error as Error).message}. Set DATA_DIR.`,
    );
  }
}

const addressFile = (dataDir: string) => path.join(dataDir, "address");

/** Notes the public address, for commands beside the server that are not told it. */
export function noteAddress({ dataDir, baseUrl }: OperatorSettings): void {
  writeFileSync(addressFile(dataDir), `${baseUrl}\n`, { mode: 0o600 });
}

/** The settings of a command beside the server: without BASE_URL and PORT, the address is that of the last start. */
export function readCommandSettings(env: NodeJS.ProcessEnv = process.env): OperatorSettings {
  const settings = readSettings(env);
  const file = addressFile(settings.dataDir);
  if (env.BASE_URL || env.PORT || !existsSync(file)) return settings;
  const noted = readFileSync(file, "utf8").trim();
  return { ...settings, baseUrl: URL.canParse(noted) ? new URL(noted).origin : settings.baseUrl };
}

/** The secret everything else is encrypted under: `SECRET_KEY`, or one made once and kept in the data folder (mode 600). */
export function secretKey(dataDir: string, env: NodeJS.ProcessEnv = process.env): string {
  if (env.SECRET_KEY) {
    if (env.SECRET_KEY.length < 32) {
      throw new OperatorError(
        "SECRET_KEY must have at least 32 characters; `openssl rand -hex 32` makes a good one.",
      );
    }
    return env.SECRET_KEY;
  }
  const file = path.join(dataDir, "secret-key");
  if (!existsSync(file)) {
    try {
      writeFileSync(file, `${randomBytes(32).toString("hex")}\n`, { mode: 0o600, flag: "wx" });
    } catch (error) {
      // Another instance on the same folder was faster.
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
  chmodSync(file, 0o600);
  const key = readFileSync(file, "utf8").trim();
  if (key.length < 32) throw new OperatorError(`${file} is damaged. Put it back from a backup.`);
  return key;
}
