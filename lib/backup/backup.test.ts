import {
  createReadStream,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { env } from "@/lib/core/env";
import { ConflictError } from "@/lib/core/errors";
import { prisma } from "@/lib/db/client";
import { createTestDatabase } from "@/lib/db/testing";
import { createImport } from "@/lib/imports/create";
import { runImport } from "@/lib/imports/run";
import { pieces, projectForImport } from "@/lib/imports/testing";
import { stopBoss } from "@/lib/jobs/boss";
import { realFile } from "@/scripts/real-file";
import { BackupFileError } from "./format";
import { restoreBackup } from "./restore";
import { connect, listTables, readRows, summarise } from "./tables";
import { writeBackup } from "./write";

const folder = mkdtempSync(path.join(tmpdir(), "caramel-backup-"));
const file = path.join(folder, "all.backup");

async function hashesOf(databaseUrl: string) {
  const client = await connect(databaseUrl);
  try {
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const sums: Record<string, { rows: number; sha256: string }> = {};
    for (const table of await listTables(client)) sums[table.name] = await summarise(readRows(client, table));
    return sums;
  } finally {
    await client.end();
  }
}

beforeAll(async () => {
  const { caller, projectId, chatbotId } = await projectForImport("Größe “A” \\ B");
  const lines = Array.from({ length: 300 }, (_, index) =>
    JSON.stringify({
      id: `c${index}`,
      visitor: { email: `v${index}@b.example` },
      turns: [
        { role: "user", content: `Quote " backslash \\ newline \n tab \t emoji 🎉 # ${index}` },
        { role: "agent", content: "#{not a marker}" },
      ],
    }),
  );
  for (const [kind, content] of [
    ["conversations", pieces(lines.join("\n"), 1_000)],
    ["products", createReadStream(realFile("products-home-and-garden.csv"))],
  ] as const) {
    const { id } = await createImport(caller, { kind, file_name: kind }, content);
    await runImport(caller, id);
  }
  // One that has not run: its file and its place in the queue are part of what must come back.
  await createImport(
    caller,
    { kind: "products", file_name: "later.csv" },
    pieces("Handle,Title,Variant Price\na,b,1"),
  );
  await prisma.revision.create({
    data: {
      projectId,
      id: "rev_1",
      subjectKind: "chatbot",
      subjectId: chatbotId,
      action: "x",
      actorKind: "operator",
      after: { deep: [1, null, 1.5, "é"] },
    },
  });
  await prisma.chatbot.update({
    where: { projectId_id: { projectId, id: chatbotId } },
    data: { temperature: 0.7 },
  });
  await prisma.usageWindow.create({
    data: { subject: "x", seconds: [1n, 9_007_199_254_740_993n], counts: [1, 2] },
  });
}, 120_000);

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await stopBoss();
});

describe("backup and restore", () => {
  test("everything comes back equal, row by row, in another database", async () => {
    const report = await writeBackup(file);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(["all.backup"]);
    const before = await hashesOf(env.databaseUrl);
    expect(Object.keys(before).length).toBeGreaterThan(25);
    expect(before.message?.rows).toBe(600);
    expect(before._prisma_migrations).toBeUndefined();
    expect(
      Object.fromEntries(report.tables.map(({ name, rows, sha256 }) => [name, { rows, sha256 }])),
    ).toEqual(before);

    const other = await createTestDatabase();
    try {
      const restored = await restoreBackup(file, { replace: false }, other.url);
      expect(restored.rows).toBe(report.rows);
      expect(restored.unfinishedImports).toHaveLength(1);
      expect(await hashesOf(other.url)).toEqual(before);
      // Restored triggers work again: a new message can be found.
      const client = await connect(other.url);
      const { rows } = await client.query(
        `UPDATE message SET content = 'zebra' WHERE position = 0 AND content LIKE '%# 7' RETURNING search::text`,
      );
      await client.end();
      expect(rows).toEqual([{ search: expect.stringContaining("zebra") }]);
    } finally {
      await other.drop();
    }
  }, 60_000);

  test("a database that holds something is left alone without --replace, and replaced with it", async () => {
    const other = await createTestDatabase();
    try {
      const client = await connect(other.url);
      await client.query(`INSERT INTO organisation (id, name, plan_id) VALUES ('org_x', 'Stays', 'free')`);
      const held = await hashesOf(other.url);
      await expect(restoreBackup(file, { replace: false }, other.url)).rejects.toBeInstanceOf(ConflictError);
      expect(await hashesOf(other.url)).toEqual(held);
      await restoreBackup(file, { replace: true }, other.url);
      const { rowCount } = await client.query(`SELECT 1 FROM organisation WHERE id = 'org_x'`);
      expect(rowCount).toBe(0);
      await client.end();
      expect(await hashesOf(other.url)).toEqual(await hashesOf(env.databaseUrl));
    } finally {
      await other.drop();
    }
  }, 60_000);

  test("it shows one moment, whatever is written meanwhile", async () => {
    let isWriting = true;
    const writer = (async () => {
      for (let index = 0; isWriting; index += 1) {
        await prisma.$transaction([
          prisma.usageWindow.create({ data: { subject: `pair:${index}:a` } }),
          prisma.usageWindow.create({ data: { subject: `pair:${index}:b` } }),
        ]);
      }
    })();
    const moment = path.join(folder, "moment.backup");
    await writeBackup(moment);
    isWriting = false;
    await writer;
    const text = gunzipSync(readFileSync(moment)).toString("utf8");
    expect(text.match(/pair:\d+:a/g)?.length ?? 0).toBe(text.match(/pair:\d+:b/g)?.length ?? 0);
  });

  test("a folder that is missing is named, and no part of a file is left", async () => {
    await expect(writeBackup(path.join(folder, "nowhere/x.backup"))).rejects.toThrow(/There is no folder/);
    await expect(writeBackup(folder)).rejects.toThrow(/is a folder/);
    expect(readdirSync(folder).filter((name) => name.endsWith(".partial"))).toEqual([]);
  });
});

describe("a file that can't be trusted changes nothing", () => {
  const text = () => gunzipSync(readFileSync(file)).toString("utf8");
  const damages: [string, () => Buffer, RegExp][] = [
    ["another kind of file", () => Buffer.from("hello"), /not a backup/],
    ["gzip of something else", () => gzipSync("hello\n"), /not a backup/],
    ["cut off", () => readFileSync(file).subarray(0, -100), /damaged/],
    [
      "without its end",
      () => gzipSync(text().split("\n").slice(0, -2).join("\n").concat("\n")),
      /ends too early/,
    ],
    ["a changed row", () => gzipSync(text().replace("backslash", "backslosh")), /does not add up/],
    ["a missing row", () => gzipSync(text().replace(/^\{.*"Clay Plant Pot".*\n/m, "")), /does not add up/],
    [
      "a flipped byte",
      () => {
        const bytes = readFileSync(file);
        bytes[Math.floor(bytes.length / 2)] = (bytes[Math.floor(bytes.length / 2)] as number) ^ 0xff;
        return bytes;
      },
      /damaged/,
    ],
    ["a newer format", () => gzipSync(text().replace('"version":1', '"version":2')), /newer Caramel/],
    [
      "another schema",
      () => gzipSync(text().replace(/"checksum":"[0-9a-f]{4}/, '"checksum":"0000')),
      /another version/,
    ],
  ];
  test.each(damages)("%s", async (_, content, rule) => {
    const bad = path.join(folder, "bad.backup");
    writeFileSync(bad, content());
    const other = await createTestDatabase();
    try {
      const before = await hashesOf(other.url);
      const error = await restoreBackup(bad, { replace: true }, other.url).then(
        () => null,
        (thrown: unknown) => thrown,
      );
      expect(error).toBeInstanceOf(BackupFileError);
      expect((error as BackupFileError).message).toMatch(rule);
      expect((error as BackupFileError).nextStep).toMatch(/^[A-Z].*\.$/);
      expect(await hashesOf(other.url)).toEqual(before);
    } finally {
      await other.drop();
    }
  });
});
