import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { prisma } from "@/lib/db/client";
import { startEmbedded } from "@/lib/db/embedded";
import { createImport } from "@/lib/imports/create";
import { projectForImport, tableHashes } from "@/lib/imports/testing";
import { stopBoss } from "@/lib/jobs/boss";
import { realFile } from "@/scripts/real-file";

const root = path.resolve(import.meta.dirname, "..");
const dataDir = mkdtempSync(path.join(tmpdir(), "caramel-admin-"));
afterAll(async () => {
  await stopBoss();
  rmSync(dataDir, { recursive: true, force: true });
});

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

function admin(args: string[], env: Record<string, string> = {}): Promise<Ended> {
  const child: ChildProcess = spawn(process.execPath, [path.join(root, "scripts/admin.mjs"), ...args], {
    cwd: root,
    env: { ...process.env, DATA_DIR: dataDir, SECRET_KEY: "s".repeat(40), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended: Ended = { code: null, stdout: "", stderr: "" };
  child.stdout?.on("data", (chunk) => {
    ended.stdout += chunk;
  });
  child.stderr?.on("data", (chunk) => {
    ended.stderr += chunk;
  });
  return new Promise((resolve) => child.on("close", (code) => resolve({ ...ended, code })));
}

/** A command that succeeds; its one JSON document. */
// biome-ignore lint/suspicious/noExplicitAny: each command answers with a view of its own.
async function answer(args: string[], env?: Record<string, string>): Promise<any> {
  const { code, stdout, stderr } = await admin([...args, "--json"], env);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return JSON.parse(stdout);
}

test("from nothing to a key, with every command of the way", async () => {
  const organisation = await answer([
    ...["organisation", "create", "--name", "Acme", "--plan", "growth"],
    ...["--owner-email", "Owner@Acme.example", "--owner-password", "a long enough passphrase"],
  ]);
  const owner = await prisma.user.findUniqueOrThrow({
    where: { id: organisation.owner_id },
    include: { memberships: true },
  });
  expect(owner).toMatchObject({ email: "owner@acme.example", memberships: [{ role: "owner" }] });
  expect(
    (await answer(["organisation", "set-plan", "--organisation", organisation.id, "--plan", "business"])).plan
      .id,
  ).toBe("business");
  expect((await answer(["organisation", "list"])).items).toMatchObject([
    { id: organisation.id, name: "Acme" },
  ]);

  const project = await answer(["project", "create", "--organisation", organisation.id, "--name", "Shop"]);
  // A name does as well where only one thing has it.
  const chatbot = await answer(["chatbot", "create", "--project", "Shop", "--name", "Second"]);
  const elsewhere = await answer(["project", "create", "--organisation", "Acme", "--name", "Shop"]);
  expect(elsewhere.id).not.toBe(project.id);
  const unclear = await admin(["chatbot", "create", "--project", "Shop", "--name", "Third"]);
  expect(unclear).toMatchObject({ code: 1, stderr: expect.stringContaining("several projects called Shop") });
  expect(chatbot).toMatchObject({ name: "Second", is_primary: false });

  const history = path.join(dataDir, "history.jsonl");
  writeFileSync(
    history,
    `${JSON.stringify({ id: "a", turns: [{ role: "user", content: "hi" }] })}\n{broken\n`,
  );
  const imported = await answer([
    "import",
    "conversations",
    "--project",
    project.id,
    "--chatbot",
    chatbot.id,
    history,
  ]);
  expect(imported).toMatchObject({ status: "succeeded", created: 1, rejected: 1, rejections: [{ line: 2 }] });
  expect(await prisma.conversation.count({ where: { chatbotId: chatbot.id } })).toBe(1);
  const products = ["import", "products", "--project", project.id, realFile("products-apparel.csv")];
  expect(await answer(products)).toMatchObject({ created: 20 });
  expect(await answer(products)).toMatchObject({ created: 0, unchanged: 20 });
  expect((await answer(["project", "list"])).items).toContainEqual(
    expect.objectContaining({ id: project.id, conversations: 1 }),
  );

  const key = await answer([
    "key",
    "create",
    "--organisation",
    organisation.id,
    "--project",
    project.id,
    "--readonly",
    "--name",
    "CI",
  ]);
  expect(key).toMatchObject({ key: expect.stringMatching(/^cha_/), access: "readonly" });
  const listed = await admin(["key", "list", "--json"]);
  expect(JSON.parse(listed.stdout).items).toMatchObject([{ id: key.id, status: "active" }]);
  expect(listed.stdout).not.toContain(key.key);
  expect(await answer(["key", "revoke", key.id])).toMatchObject({ status: "revoked" });
  expect((await answer(["connection", "list"])).items).toEqual([]);

  expect((await answer(["keys", "rotate"])).keys).toHaveLength(3);
  expect((await answer(["keys", "rotate"])).keys).toHaveLength(3);

  const file = path.join(dataDir, "all.backup");
  const written = await answer(["backup", file]);
  expect(written.rows).toBeGreaterThan(20);
  const before = await tableHashes([]);
  await prisma.conversation.deleteMany({});
  expect(await answer(["restore", file, "--replace"])).toMatchObject({ rows: written.rows });
  expect(await tableHashes([])).toEqual(before);
  const refused = await admin(["restore", file, "--json"]);
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining("--replace") });
  const wrongKey = await admin(["restore", file, "--replace"], { SECRET_KEY: "t".repeat(40) });
  expect(wrongKey).toMatchObject({ code: 1, stderr: expect.stringMatching(/another SECRET_KEY/) });
  expect(await tableHashes([])).toEqual(before);
}, 300_000);

test("a demo organisation is made once, anew on demand, and leaves nothing behind", async () => {
  const first = await answer(["demo", "create", "--owner-email", "demo@shop.example"]);
  expect(first).toMatchObject({
    is_new: true,
    products: 36,
    conversations: 200,
    leads: 16,
    tickets: 6,
    chatbots: 2,
  });
  expect(first.set_password_url).toMatch(/\/reset-password\?token=/);
  const projectId = first.project_id;
  const trained = await prisma.chatbot.findMany({ where: { projectId }, select: { indexId: true } });
  expect(trained.map(({ indexId }) => indexId !== null)).toEqual([true, true]);
  expect(await prisma.message.count({ where: { projectId } })).toBeGreaterThan(400);
  const ages = await prisma.conversation.findMany({ where: { projectId }, orderBy: { startedAt: "asc" } });
  const days = (Date.now() - (ages[0]?.startedAt.getTime() ?? 0)) / 86_400_000;
  expect(days).toBeGreaterThan(40);
  expect(days).toBeLessThan(62);
  expect(await answer(["demo", "create"])).toEqual({
    organisation_id: first.organisation_id,
    project_id: projectId,
    is_new: false,
  });
  const second = await answer(["demo", "create", "--again", "--owner-email", "demo@shop.example"]);
  expect(second.organisation_id).not.toBe(first.organisation_id);
  expect(await prisma.organisation.count({ where: { id: first.organisation_id } })).toBe(0);
  // An organisation that people made is never taken for a demo.
  const own = await answer([
    ...["organisation", "create", "--name", "Harbour Coffee (demo)", "--plan", "free"],
    ...["--owner-email", "demo@shop.example"],
  ]);
  expect(await answer(["demo", "delete"])).toEqual({ deleted: [second.organisation_id] });
  expect(await answer(["demo", "delete"])).toEqual({ deleted: [] });
  const unsure = await admin(["organisation", "delete", "--organisation", own.id]);
  expect(unsure).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('--confirm "Harbour Coffee (demo)"'),
  });
  await answer(["organisation", "delete", "--organisation", own.id, "--confirm", "Harbour Coffee (demo)"]);
  expect(await prisma.organisation.count({ where: { id: own.id } })).toBe(0);
}, 180_000);

describe("a mistake ends with 1, in plain words and without a stack trace", () => {
  const create = ["organisation", "create", "--name", "X", "--owner-email", "x@y.example"];
  const mistakes: [string, string[], RegExp][] = [
    ["unknown command", ["organisation", "creat"], /unknown command 'creat'/],
    ["unknown option", ["project", "list", "--bogus"], /unknown option '--bogus'/],
    ["missing option", ["project", "create", "--name", "x"], /--organisation/],
    ["missing argument", ["backup"], /missing required argument 'file'/],
    [
      "bad plan",
      [...create, "--plan", "gold", "--owner-password", "a long enough passphrase"],
      /plan gold[\s\S]*free, trial/,
    ],
    ["short password", [...create, "--plan", "free", "--owner-password", "x"], /--owner-password/],
    [
      "bad address",
      ["organisation", "create", "--name", "X", "--plan", "free", "--owner-email", "nobody"],
      /--owner-email/,
    ],
    [
      "unknown organisation",
      ["project", "create", "--organisation", "org_nope", "--name", "x"],
      /no organisation org_nope/,
    ],
    [
      "unknown project",
      ["import", "products", "--project", "prj_nope", "package.json"],
      /no project prj_nope/,
    ],
    ["unknown key", ["key", "revoke", "key_nope"], /no API key key_nope/],
    ["unknown connection", ["connection", "revoke", "con_nope"], /no connection con_nope/],
    ["not a backup", ["restore", "package.json"], /not a backup/],
    ["missing backup", ["restore", "nowhere.backup"], /There is no file/],
  ];
  test.each(mistakes)(
    "%s",
    async (_, args, rule) => {
      const { code, stdout, stderr } = await admin([...args, "--json"]);
      expect(code).toBe(1);
      expect(stderr).toMatch(rule);
      expect(stderr).not.toMatch(/^\s+at /m);
      expect(JSON.parse(stdout).error.message).toMatch(/\w+ \w+/);
      const plain = await admin(args);
      expect(plain).toMatchObject({ code: 1, stdout: "" });
    },
    60_000,
  );

  test("a missing file and a file that can't be read", async () => {
    const { projectId } = await projectForImport();
    const missing = await admin(["import", "conversations", "--project", projectId, "nowhere.jsonl"]);
    expect(missing).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringMatching(/There is no file .*nowhere\.jsonl/),
    });
    const wrong = await admin([
      "import",
      "conversations",
      "--project",
      projectId,
      realFile("products-apparel.csv"),
    ]);
    expect(wrong).toMatchObject({ code: 1, stdout: expect.stringMatching(/import it as products/) });
  }, 60_000);

  test("without --json standard output stays empty", async () => {
    expect(await admin(["key", "revoke", "key_nope"])).toMatchObject({ code: 1, stdout: "" });
    expect(await admin(["project", "list", "--bogus"])).toMatchObject({ code: 1, stdout: "" });
  }, 60_000);

  test("a database that can't be reached", async () => {
    const { code, stderr } = await admin(["project", "list"], {
      DATABASE_URL: "postgresql://x:secret@127.0.0.1:1/x",
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(/127\.0\.0\.1:1\/x\) can't be used/);
    expect(stderr).not.toContain("secret");
  }, 60_000);
});

test("a person's account: a link for a new password, disabled and enabled", async () => {
  await answer([
    ...["organisation", "create", "--name", "Locked out", "--plan", "growth"],
    ...["--owner-email", "lost@acme.example", "--owner-password", "a long enough passphrase"],
  ]);
  const email = ["--email", " Lost@Acme.example "];
  const link = await answer(["user", "reset-password", ...email]);
  expect(link).toMatchObject({ user_id: expect.stringMatching(/^usr_/), email: "lost@acme.example" });
  expect(link.url).toMatch(/\/reset-password\?token=[\w-]{43}$/);
  const hour = new Date(link.expires_at).getTime() - Date.now();
  expect(hour).toBeGreaterThan(50 * 60_000);
  expect(hour).toBeLessThanOrEqual(61 * 60_000);
  expect(await answer(["user", "disable", ...email])).toMatchObject({ is_disabled: true, is_changed: true });
  expect((await prisma.user.findUniqueOrThrow({ where: { id: link.user_id } })).disabledAt).not.toBeNull();
  const refused = await admin(["user", "reset-password", ...email]);
  expect(refused).toMatchObject({ code: 1, stdout: "" });
  expect(refused.stderr).toContain("Enable it first.");
  expect(await answer(["user", "enable", ...email])).toMatchObject({ is_disabled: false, is_changed: true });
  expect((await prisma.user.findUniqueOrThrow({ where: { id: link.user_id } })).disabledAt).toBeNull();
  const unknown = await admin(["user", "disable", "--email", "nobody@acme.example", "--json"]);
  expect(unknown.code).toBe(1);
  expect(JSON.parse(unknown.stdout).error.code).toBe("not_found");
}, 90_000);

test("help is no mistake", async () => {
  const { code, stdout } = await admin(["--help"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/backup[\s\S]*restore/);
});

test("with the built-in database: joins the one that runs, and ends the one it started itself", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "caramel-admin-embedded-"));
  const env = { DATABASE_URL: "", DATA_DIR: folder, SECRET_KEY: "" };
  const create = [
    "organisation",
    "create",
    "--name",
    "One",
    "--plan",
    "free",
    "--owner-email",
    "o@n.example",
  ];
  const pidFile = path.join(folder, "postgres/postmaster.pid");
  try {
    await answer([...create, "--owner-password", "a long enough passphrase"], env);
    expect(existsSync(pidFile)).toBe(false);
    expect(readFileSync(path.join(folder, "secret-key"), "utf8").trim().length).toBeGreaterThanOrEqual(32);
    const running = await startEmbedded(folder);
    try {
      expect((await answer(["organisation", "list"], env)).items).toHaveLength(1);
      expect(existsSync(pidFile)).toBe(true);
    } finally {
      await running.stop();
    }
    expect(existsSync(pidFile)).toBe(false);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 180_000);

test("an import whose terminal was killed is in the queue for a worker", async () => {
  const { caller } = await projectForImport();
  const input = { kind: "products" as const, file_name: "x" };
  const { id } = await createImport(
    caller,
    input,
    (async function* () {
      yield Buffer.from("x");
    })(),
    900,
  );
  const [job] = await prisma.$queryRaw<{ state: string; later: boolean }[]>`
    SELECT state::text, start_after > now() + interval '10 minutes' AS later FROM jobs.job WHERE singleton_key = ${id}`;
  expect(job).toEqual({ state: "created", later: true });
});
