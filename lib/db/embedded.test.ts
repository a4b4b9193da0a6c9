import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EmbeddedServer, startEmbedded } from "@/lib/db/embedded";
import { mendSymlinks } from "@/lib/db/embedded-engine";
import { isAlive } from "@/lib/db/embedded-process";

const ROOT = path.resolve(import.meta.dirname, "../..");

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end().catch(() => {});
  }
}

describe("the built-in PostgreSQL", () => {
  let dataDir: string;
  let server: EmbeddedServer;

  beforeAll(async () => {
    dataDir = mkdtempSync(path.join(os.tmpdir(), "caramel-embedded-"));
    server = await startEmbedded(dataDir);
    await query(server.url, "CREATE TABLE kept (id int PRIMARY KEY)");
  });

  afterAll(async () => {
    await server?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it("listens on the loopback address only, and only with a password", async () => {
    expect(await query(server.adminUrl, "SHOW listen_addresses")).toEqual([
      { listen_addresses: "127.0.0.1" },
    ]);
    expect(await query(server.adminUrl, "SHOW unix_socket_directories")).toEqual([
      { unix_socket_directories: "" },
    ]);
    const wrong = new URL(server.url);
    wrong.password = "wrong";
    await expect(query(wrong.href, "SELECT 1")).rejects.toMatchObject({ code: "28P01" });
    const methods = await query(server.adminUrl, "SELECT DISTINCT auth_method FROM pg_hba_file_rules");
    expect(methods).toEqual([{ auth_method: "scram-sha-256" }]);
  });

  it("gives the application a role without special rights that can still make the extensions it needs", async () => {
    const [role] = await query(
      server.url,
      "SELECT rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls FROM pg_roles WHERE rolname = current_user",
    );
    expect(Object.values(role ?? {})).toEqual([false, false, false, false, false]);
    await query(
      server.url,
      "CREATE EXTENSION pg_trgm; CREATE EXTENSION unaccent; CREATE EXTENSION btree_gin",
    );
  });

  it("treats letters of every language as letters", async () => {
    const [row] = await query(
      server.url,
      "SELECT upper('né') AS upper, show_trgm('Été') <> '{}' AS trgm, to_tsvector('french', 'Élèves')::text AS words",
    );
    expect(row).toEqual({ upper: "NÉ", trgm: true, words: "'élev':1" });
  });

  it("keeps passwords to the owner", () => {
    expect(statSync(path.join(dataDir, "database.json")).mode & 0o777).toBe(0o600);
    expect(statSync(path.join(dataDir, "postgres.log")).mode & 0o077).toBe(0);
    expect(statSync(path.join(dataDir, "postgres")).mode & 0o077).toBe(0);
    expect(readFileSync(path.join(dataDir, "postgres.log"), "utf8")).not.toContain(
      new URL(server.url).password,
    );
  });

  it("is joined, not started twice, by a second start", async () => {
    const second = await startEmbedded(dataDir);
    expect(second.pid).toBe(server.pid);
    expect(second.url).toBe(server.url);
  });

  it("keeps every acknowledged row when the postmaster is killed under load", async () => {
    const acknowledged: number[] = [];
    const client = new pg.Client({ connectionString: server.url });
    client.on("error", () => {});
    await client.connect();
    const writing = (async () => {
      for (let id = 0; ; id += 1) {
        await client.query("INSERT INTO kept VALUES ($1)", [id]);
        acknowledged.push(id);
        if (id === 50) process.kill(server.pid, "SIGKILL");
      }
    })();
    await expect(writing).rejects.toThrow();
    await server.ended();
    const before = server;
    server = await startEmbedded(dataDir);
    expect(server.pid).not.toBe(before.pid);
    expect(server.url).toBe(before.url);
    const rows = await query(server.url, "SELECT id FROM kept");
    expect(rows.map(({ id }) => id)).toEqual(expect.arrayContaining(acknowledged));
    expect(acknowledged.length).toBeGreaterThan(50);
  }, 60_000);

  it("starts although the process id it left behind now belongs to another program", async () => {
    await server.stop();
    expect(isAlive(server.pid)).toBe(false);
    const folder = path.join(dataDir, "postgres");
    writeFileSync(
      path.join(folder, "postmaster.pid"),
      `${process.pid}\n${folder}\n1\n${server.port}\n\n127.0.0.1\n`,
    );
    server = await startEmbedded(dataDir);
    expect(await query(server.url, "SELECT count(*) > 50 AS kept FROM kept")).toEqual([{ kept: true }]);
  });

  it("moves to another port when a program took its own", async () => {
    await server.stop();
    const { createServer } = await import("node:net");
    const squatter = createServer().listen(server.port, "127.0.0.1");
    await once(squatter, "listening");
    try {
      const before = server.port;
      server = await startEmbedded(dataDir);
      expect(server.port).not.toBe(before);
      expect(await query(server.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    } finally {
      squatter.close();
    }
  });

  it("goes on running while another process uses it, and ends with the last", async () => {
    const other = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
    const note = path.join(dataDir, "postgres.users", String(other.pid));
    writeFileSync(note, "");
    await server.stop();
    expect(isAlive(server.pid)).toBe(true);
    other.kill("SIGKILL");
    await once(other, "exit");
    server = await startEmbedded(dataDir);
    await server.stop();
    expect(isAlive(server.pid)).toBe(false);
    server = await startEmbedded(dataDir);
  });

  it("says what to do when its passwords are gone", async () => {
    await server.stop();
    const file = path.join(dataDir, "database.json");
    const content = readFileSync(file);
    rmSync(file);
    await expect(startEmbedded(dataDir)).rejects.toThrow(/database\.json holds the database's passwords/);
    writeFileSync(file, content, { mode: 0o600 });
    server = await startEmbedded(dataDir);
  });
});

describe("a throw-away server", () => {
  it("disappears with its files when the process that started it is killed", async () => {
    const script = `
      import { startThrowAway } from "@/lib/db/embedded-throw-away";
      const server = await startThrowAway();
      console.log(JSON.stringify({ pid: server.pid }));
      setInterval(() => {}, 1000);`;
    const folder = mkdtempSync(path.join(ROOT, "scripts/fixtures/temporary-"));
    const file = path.join(folder, "run.ts");
    writeFileSync(file, script);
    const child = spawn(process.execPath, [path.join(ROOT, "scripts/run.mjs"), file], {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "inherit"],
    });
    try {
      const [line] = await once(child.stdout, "data");
      const { pid } = JSON.parse(String(line)) as { pid: number };
      const where = path.dirname(serverFolder(pid));
      expect(isAlive(pid)).toBe(true);
      expect(existsSync(where)).toBe(true);
      child.kill("SIGKILL");
      while (isAlive(pid) || existsSync(where)) await new Promise((resolve) => setTimeout(resolve, 50));
    } finally {
      child.kill("SIGKILL");
      rmSync(folder, { recursive: true, force: true });
    }
  });

  function serverFolder(pid: number): string {
    const shown = spawnSync("ps", ["-o", "args=", "-p", String(pid)], { encoding: "utf8" }).stdout;
    return /-D (\S+)/.exec(shown)?.[1] ?? "";
  }
});

describe("mendSymlinks", () => {
  it("makes the links an install script would have made, once", () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "caramel-links-"));
    try {
      mkdirSync(path.join(folder, "native/lib"), { recursive: true });
      writeFileSync(path.join(folder, "native/lib/libx.so.1.2"), "library");
      const links = [{ source: "native/lib/libx.so.1.2", target: "native/lib/libx.so" }];
      writeFileSync(path.join(folder, "native/pg-symlinks.json"), JSON.stringify(links));
      expect(mendSymlinks(folder)).toBe(1);
      const link = path.join(folder, "native/lib/libx.so");
      expect(lstatSync(link).isSymbolicLink()).toBe(true);
      expect(readlinkSync(link)).toBe("libx.so.1.2");
      expect(readFileSync(link, "utf8")).toBe("library");
      expect(mendSymlinks(folder)).toBe(0);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
