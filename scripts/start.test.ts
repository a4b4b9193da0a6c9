import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isInstalled } from "./bootstrap.mjs";
import { sourceHash } from "./build";
import {
  noteAddress,
  OperatorError,
  readCommandSettings,
  readSettings,
  secretKey,
} from "./operator-settings";
import { ROOT } from "./runtime.mjs";
import { testPort } from "./test-port";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "caramel-start-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** `npm start` with an environment, until it ends by itself. */
function start(
  env: Record<string, string>,
): Promise<{ code: number | null; output: string; errors: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [path.join(ROOT, "scripts/start.mjs")], {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "pipe"],
      env: { PATH: process.env.PATH, DATA_DIR: folder, ...env } as unknown as NodeJS.ProcessEnv,
    });
    let output = "";
    let errors = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
    });
    child.stderr.on("data", (chunk) => {
      errors += chunk;
    });
    child.on("close", (code) => resolve({ code, output, errors }));
  });
}

describe("npm start refuses in one sentence", () => {
  it("a port that is in use", async () => {
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(0, "127.0.0.1", resolve));
    try {
      const { port } = squatter.address() as { port: number };
      const { code, errors } = await start({ PORT: String(port) });
      expect(code).toBe(1);
      expect(errors).toMatch(new RegExp(`^Port ${port} is already in use[^\\n]*\\n$`));
    } finally {
      squatter.close();
    }
  });

  it("a database that can't be reached, without its password", async () => {
    const { code, errors } = await start({
      PORT: String(await testPort()),
      DATABASE_URL: "postgresql://a:hidden@127.0.0.1:1/none",
    });
    expect(code).toBe(1);
    expect(errors).toMatch(/^The database at DATABASE_URL \(127\.0\.0\.1:1\/none\) can't be used: [^\n]*\n$/);
    expect(errors).not.toContain("hidden");
  });
});

describe("readSettings", () => {
  it.each([
    [{ PORT: "http" }, /^PORT must be/],
    [{ PORT: "70000" }, /^PORT must be/],
    [{ BASE_URL: "caramel.example.com" }, /^BASE_URL must be/],
    [{ BASE_URL: "https://caramel.example.com/path" }, /^BASE_URL must be/],
    [{ DATABASE_URL: "mysql://user:hidden@host/db" }, /^DATABASE_URL must begin/],
  ])("refuses %j", (env, message) => {
    expect(() => readSettings(env as unknown as NodeJS.ProcessEnv)).toThrow(OperatorError);
    expect(() => readSettings(env as unknown as NodeJS.ProcessEnv)).toThrow(message);
  });

  it("has a value for everything", () => {
    expect(readSettings({} as unknown as NodeJS.ProcessEnv)).toEqual({
      port: 3000,
      host: "127.0.0.1",
      baseUrl: "http://localhost:3000",
      dataDir: path.join(ROOT, ".data"),
      databaseUrl: null,
    });
  });
});

describe("readCommandSettings", () => {
  const addressIn = (env: Record<string, string> = {}) =>
    readCommandSettings({ DATA_DIR: folder, ...env } as unknown as NodeJS.ProcessEnv).baseUrl;

  it("has the address of the last start, unless it is told another", () => {
    expect(addressIn()).toBe("http://localhost:3000");
    noteAddress(readSettings({ DATA_DIR: folder, PORT: "4100" } as unknown as NodeJS.ProcessEnv));
    expect(addressIn()).toBe("http://localhost:4100");
    expect(addressIn({ PORT: "4200" })).toBe("http://localhost:4200");
    expect(addressIn({ BASE_URL: "https://caramel.example.com" })).toBe("https://caramel.example.com");
    expect(readSettings({ DATA_DIR: folder } as unknown as NodeJS.ProcessEnv).port).toBe(3000);
  });

  it("does not fail over a damaged note", () => {
    writeFileSync(path.join(folder, "address"), "\0");
    expect(addressIn()).toBe("http://localhost:3000");
  });
});

describe("secretKey", () => {
  const none = {} as unknown as NodeJS.ProcessEnv;

  it("makes one that only the owner can read and keeps it", () => {
    const key = secretKey(folder, none);
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    expect(statSync(path.join(folder, "secret-key")).mode & 0o777).toBe(0o600);
    expect(secretKey(folder, none)).toBe(key);
  });

  it("takes the operator's and writes nothing", () => {
    const given = "x".repeat(32);
    expect(secretKey(folder, { SECRET_KEY: given } as unknown as NodeJS.ProcessEnv)).toBe(given);
    expect(() => readFileSync(path.join(folder, "secret-key"))).toThrow();
  });

  it("refuses a short one", () => {
    expect(() => secretKey(folder, { SECRET_KEY: "short" } as unknown as NodeJS.ProcessEnv)).toThrow(
      /at least 32/,
    );
  });
});

describe("isInstalled", () => {
  const wanted = {
    "": {},
    "node_modules/a": { version: "1.0.0" },
    "node_modules/b": { version: "1.0.0", optional: true },
  };

  function lay(present: object | null) {
    writeFileSync(path.join(folder, "package-lock.json"), JSON.stringify({ packages: wanted }));
    mkdirSync(path.join(folder, "node_modules"), { recursive: true });
    if (!present) return;
    writeFileSync(
      path.join(folder, "node_modules/.package-lock.json"),
      JSON.stringify({ packages: present }),
    );
  }

  it.each([
    ["nothing", null, false],
    ["everything that is needed here", { "node_modules/a": { version: "1.0.0" } }, true],
    ["another version", { "node_modules/a": { version: "1.0.1" } }, false],
    [
      "one that is not wanted any more",
      { "node_modules/a": { version: "1.0.0" }, "node_modules/c": { version: "1" } },
      false,
    ],
    ["one too few", {}, false],
  ])("with %s: %s", (_name, present, expected) => {
    lay(present);
    expect(isInstalled(folder)).toBe(expected);
  });
});

describe("sourceHash", () => {
  it("changes with a source and not with a test, a note, a script or data", () => {
    mkdirSync(path.join(folder, "lib"));
    mkdirSync(path.join(folder, "scripts"));
    mkdirSync(path.join(folder, ".next"));
    writeFileSync(path.join(folder, "lib/a.ts"), "1");
    const before = sourceHash(folder);
    writeFileSync(path.join(folder, "lib/a.test.ts"), "1");
    writeFileSync(path.join(folder, "README.md"), "1");
    writeFileSync(path.join(folder, "scripts/x.ts"), "1");
    writeFileSync(path.join(folder, ".next/x.js"), "1");
    mkdirSync(path.join(folder, "data"));
    writeFileSync(path.join(folder, "data/secret-key"), "1");
    expect(sourceHash(folder)).toBe(before);
    writeFileSync(path.join(folder, "lib/a.ts"), "2");
    const after = sourceHash(folder);
    expect(after).not.toBe(before);
    mkdirSync(path.join(folder, "app/.well-known/x"), { recursive: true });
    writeFileSync(path.join(folder, "app/.well-known/x/route.ts"), "1");
    expect(sourceHash(folder)).not.toBe(after);
  });
});
