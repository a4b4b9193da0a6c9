// Gives a command of the operator's terminal its database and environment.
import { type EmbeddedServer, startEmbedded } from "@/lib/db/embedded";
import { applyMigrations } from "@/lib/db/migrate";
import { generate } from "./generate.mjs";
import { OperatorError, prepareDataFolder, readCommandSettings, secretKey } from "./operator-settings";

export interface OpenDatabase {
  /** Lets go of everything; ends the built-in PostgreSQL if nobody else uses it. */
  close(): Promise<void>;
}

/**
 * Joins the running database or starts the built-in one, brings it up to date and fills in the environment. Modules that
 * read the environment may be imported only afterwards.
 * @param options.logLevel of this process; its log goes to standard output, which belongs to the command's answer
 * @throws OperatorError in one sentence
 */
export async function openDatabase(options: { logLevel?: string } = {}): Promise<OpenDatabase> {
  const settings = readCommandSettings();
  prepareDataFolder(settings.dataDir);
  const secret = secretKey(settings.dataDir);
  let server: EmbeddedServer | null = null;
  if (!settings.databaseUrl) {
    server = await startEmbedded(settings.dataDir);
    for (const notice of server.notices) console.error(notice);
  }
  const databaseUrl = settings.databaseUrl ?? (server as EmbeddedServer).url;
  Object.assign(process.env, {
    DATABASE_URL: databaseUrl,
    SECRET_KEY: secret,
    BASE_URL: settings.baseUrl,
    PORT: String(settings.port),
    DATA_DIR: settings.dataDir,
    NODE_ENV: process.env.NODE_ENV || "production",
    LOG_LEVEL: options.logLevel ?? "silent",
  });
  try {
    generate();
    await migrate(databaseUrl);
  } catch (error) {
    await server?.stop();
    throw error;
  }
  return {
    async close() {
      const [{ disconnectDatabase }, { stopBoss }] = await Promise.all([
        import("@/lib/db/client"),
        import("@/lib/jobs/boss"),
      ]);
      await stopBoss();
      await disconnectDatabase();
      await server?.stop();
    },
  };
}

async function migrate(databaseUrl: string): Promise<void> {
  try {
    await applyMigrations(databaseUrl);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (!/^(E[A-Z]+|28P01|3D000|28000)$/.test(code ?? "")) throw error;
    const { hostname, port, pathname } = new URL(databaseUrl);
    throw new OperatorError(
      `The database at DATABASE_URL (${hostname}:${port || 5432}${pathname}) can't be used: ${message || code}. Check the address and that it runs.`,
    );
  }
}
