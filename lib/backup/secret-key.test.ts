import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { createTestDatabase } from "@/lib/db/testing";
import { connect } from "./tables";

const folder = mkdtempSync(path.join(tmpdir(), "caramel-backup-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The modules as a process with this key would have them. */
async function withKey(secretKey: string | undefined) {
  vi.stubEnv("SECRET_KEY", secretKey);
  vi.resetModules();
  // The client outlives the modules on purpose; here each process must have its own.
  type Client = { $disconnect(): Promise<void> };
  const shared = globalThis as { caramelPrisma?: Client; caramelReadingPrisma?: Client };
  await shared.caramelPrisma?.$disconnect();
  await shared.caramelReadingPrisma?.$disconnect();
  shared.caramelPrisma = undefined;
  shared.caramelReadingPrisma = undefined;
  return {
    keys: await import("@/lib/auth/installation-keys"),
    seals: await import("@/lib/auth/seal"),
    writing: await import("./write"),
    restoring: await import("./restore"),
  };
}

test("sealed secrets come back under their key; without it nothing is restored", async () => {
  const file = path.join(folder, "sealed.backup");
  const right = "a".repeat(40);
  const made = await withKey(right);
  const sealed = await made.seals.seal("client secret", "test");
  const [key] = await made.keys.installationKeys();
  await made.writing.writeBackup(file);

  const other = await createTestDatabase();
  const client = await connect(other.url);
  const count = async () => (await client.query("SELECT 1 FROM installation_key")).rowCount;
  try {
    for (const wrong of ["b".repeat(40), undefined]) {
      const { restoring } = await withKey(wrong);
      const refused = restoring.restoreBackup(file, { replace: true }, other.url);
      await expect(refused).rejects.toThrow(/another SECRET_KEY/);
      expect(await count()).toBe(0);
    }
    const { restoring } = await withKey(right);
    await restoring.restoreBackup(file, { replace: false }, other.url);
    expect(await count()).toBe(3);
    const { rows } = await client.query("SELECT id FROM installation_key WHERE id = $1", [key?.id]);
    expect(rows).toHaveLength(1);
    vi.stubEnv("DATABASE_URL", other.url);
    const opened = await withKey(right);
    expect(await opened.seals.unseal(sealed, "test")).toBe("client secret");
  } finally {
    await client.end();
    await withKey(right);
    await other.drop();
    vi.unstubAllEnvs();
  }
});
