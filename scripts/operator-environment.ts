// For commands that work on the installation's data while the server runs and while it does not.
import { startEmbedded } from "@/lib/db/embedded";
import { applyMigrations } from "@/lib/db/migrate";
import { generate } from "./generate.mjs";
import { prepareDataFolder, readSettings, secretKey } from "./operator-settings";

/**
 * Fills `process.env` in as `npm start` does: the built-in database is joined or started, migrated if need be. Call it before
 * importing anything from lib that reads the environment, and `close` at the end; it is called by itself on Ctrl-C.
 * @throws Error with a sentence for the operator
 */
export async function openEnvironment(): Promise<{ close(): Promise<void> }> {
  const settings = readSettings();
  prepareDataFolder(settings.dataDir);
  const secret = secretKey(settings.dataDir);
  const database = settings.databaseUrl ? null : await startEmbedded(settings.dataDir);
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= database?.stop() ?? Promise.resolve();
    return closing;
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => void close().finally(() => process.exit(130)));
  }
  try {
    Object.assign(process.env, {
      NODE_ENV: process.env.NODE_ENV ?? "production",
      DATABASE_URL: settings.databaseUrl ?? database?.url,
      SECRET_KEY: secret,
      BASE_URL: settings.baseUrl,
      DATA_DIR: settings.dataDir,
    });
    generate();
    await applyMigrations(settings.databaseUrl ?? database?.url ?? "");
    return { close };
  } catch (error) {
    await close();
    throw error;
  }
}
