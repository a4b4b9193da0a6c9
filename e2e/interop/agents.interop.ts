// Assistants' own programs, started as the dashboard says: refused without a credential, then with a key, then with sign-in
// in the browser, each with a call of a tool that a scripted model asks for. `npm run interop` installs them first.
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { type Stack, startStack } from "@/scripts/stack";
import { admin } from "../admin-command";
import { Command } from "../clients/command";
import { packageVersion, recordClient } from "../clients/interop-record";
import { networkEnvironment } from "../clients/network-environment";
import { printed } from "../clients/printed";
import { answerConsent } from "../consent-driver";
import { runScript } from "../run-script";
import { ModelServer } from "./model-server";

test.describe.configure({ mode: "serial" });

const OWNER = { email: "owner@example.com", password: "a long enough password" };
const LIMIT_MS = 120_000;

/** Where the programs are installed; set by scripts/interop.ts. */
const CLIENTS = process.env.INTEROP_CLIENTS ?? "";

let stack: Stack;
let model: ModelServer;
let folder: string;
let target: { url: string; apiKey: string };
let projectId: string;

test.beforeAll(async () => {
  test.setTimeout(180_000);
  folder = mkdtempSync(path.join(CLIENTS, "run-"));
  stack = await startStack();
  model = await ModelServer.start("list_projects");
  const { id: organisation } = await admin<{ id: string }>(
    stack,
    ...["organisation", "create", "--name", "Bright Goods", "--plan", "business"],
    ...["--owner-email", OWNER.email, "--owner-password", OWNER.password],
  );
  const project = ["project", "create", "--organisation", organisation, "--name", "Shop"];
  projectId = (await admin<{ id: string }>(stack, ...project)).id;
  const { key } = await admin<{ key: string }>(
    stack,
    ...["key", "create", "--organisation", organisation, "--name", "Interop"],
  );
  target = { url: `${stack.baseUrl}/mcp`, apiKey: key };
});

test.afterAll(async () => {
  await model?.stop();
  await stack?.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

/** A computer with one program on it: its own home, an environment with nothing of this machine's, a browser that waits. */
class Computer {
  readonly home: string;
  readonly #env: Record<string, string>;
  readonly #browser: string;

  constructor(name: string, env: Record<string, string> = {}) {
    this.home = path.join(folder, name);
    mkdirSync(this.home, { recursive: true });
    this.#browser = path.join(this.home, "browser");
    writeFileSync(this.#browser, `#!/bin/sh\nprintf '%s\\n' "$1" >> '${this.#opened}'\n`);
    chmodSync(this.#browser, 0o755);
    const network = networkEnvironment();
    this.#env = {
      ...network,
      PATH: [path.join(CLIENTS, "node_modules/.bin"), network.PATH].join(path.delimiter),
      HOME: this.home,
      TERM: "xterm-256color",
      BROWSER: this.#browser,
      ...env,
    };
  }

  get #opened(): string {
    return path.join(this.home, "opened-in-browser");
  }

  write(name: string, content: string): void {
    const file = path.join(this.home, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }

  /** Starts a line of shell, as typed in the home folder. */
  start(line: string, { inTerminal = false } = {}): Command {
    // Some programs want a terminal; `script` (util-linux) gives them one.
    const [command, ...args] = inTerminal
      ? ["script", "-qefc", line, "/dev/null"]
      : ["sh", "-c", `${line}\n`];
    const started = new Command(command as string, args, this.#env, this.home);
    if (!inTerminal) started.child.stdin?.end();
    return started;
  }

  /** Runs a line to its end. @returns what it printed */
  async run(line: string, expected = 0): Promise<string> {
    const command = this.start(line);
    expect(await this.ended(command), `${line}\n${command.output}`).toBe(expected);
    return command.output;
  }

  async ended(command: Command): Promise<number | null> {
    const timer = setTimeout(() => command.child.kill("SIGKILL"), LIMIT_MS);
    try {
      return await command.ended;
    } finally {
      clearTimeout(timer);
    }
  }

  /** The page that the program wanted opened. */
  async opened(command: Command): Promise<string> {
    await expect
      .poll(() => existsSync(this.#opened), { message: command.output, timeout: 60_000 })
      .toBe(true);
    const [address = ""] = readFileSync(this.#opened, "utf8").trim().split("\n").slice(-1);
    rmSync(this.#opened);
    return address;
  }
}

/** Signs in and approves in Chromium what a program asked for. */
async function approve(page: Page, computer: Computer, command: Command): Promise<void> {
  const address = await computer.opened(command);
  await answerConsent(page, address, { ...OWNER, choices: { preset: "Everything" } });
}

/** Makes the server know the document that a client names as its id, also where its maker can't be reached. */
async function keepDocument(name: string): Promise<string> {
  const file = path.join(import.meta.dirname, "client-documents", `${name}.json`);
  const env = { ...stack.env, LOG_LEVEL: "silent" };
  return (await runScript("e2e/interop/keep-document.ts", env, [file])).trim();
}

const version = (name: string) => packageVersion(name, CLIENTS);

test("Claude Code", async ({ page }) => {
  test.setTimeout(400_000);
  const since = new Date();
  const note = await keepDocument("claude-code");
  const computer = (name: string) =>
    new Computer(name, {
      ANTHROPIC_BASE_URL: model.url,
      ANTHROPIC_API_KEY: "sk-scripted",
      DISABLE_AUTOUPDATER: "1",
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
    });
  const ask =
    'claude -p "Which projects are there?" --model claude-sonnet-4-5 --allowedTools mcp__caramel__list_projects --output-format json';

  const withKey = computer("claude-code-key");
  await withKey.run(printed("claude-code/withKey/0", target));
  expect(await withKey.run("claude mcp list")).toMatch(/caramel: .*✔ Connected/);
  expect(await withKey.run(ask)).toContain(projectId);

  const signedIn = computer("claude-code");
  await signedIn.run(printed("claude-code/signIn/0", target));
  expect(await signedIn.run("claude mcp list")).toMatch(/caramel: .*Needs authentication/);
  const login = signedIn.start(printed("claude-code/signIn/1", target), { inTerminal: true });
  await approve(page, signedIn, login);
  expect(await signedIn.ended(login), login.output).toBe(0);
  expect(await signedIn.run(ask)).toContain(projectId);
  await recordClient(stack, since, {
    client: "Claude Code",
    version: version("@anthropic-ai/claude-code"),
    proofs: ["refused", "key", "signIn"],
    note,
  });
});

test("Codex", async ({ page }) => {
  test.setTimeout(400_000);
  const since = new Date();
  const note = await keepDocument("codex");
  const computer = (name: string) => {
    const made = new Computer(name, { SCRIPTED_MODEL_KEY: "x" });
    const provider = { name: "scripted", base_url: `${model.url}/v1`, wire_api: "responses" };
    const lines = Object.entries({ ...provider, env_key: "SCRIPTED_MODEL_KEY" });
    made.write(
      ".codex/config.toml",
      [
        'model = "scripted"',
        'model_provider = "scripted"',
        "[model_providers.scripted]",
        ...lines.map(([name, value]) => `${name} = ${JSON.stringify(value)}`),
        "",
      ].join("\n"),
    );
    return made;
  };
  const ask = 'codex exec --skip-git-repo-check --json "Which projects are there?"';

  const withKey = computer("codex-key");
  const lines = [printed("codex/withKey/0", target), printed("codex/withKey/1", target), ask];
  expect(await withKey.run(lines.join("\n"))).toMatch(new RegExp(`mcp_tool_call.*${projectId}`));

  const signedIn = computer("codex");
  const adding = signedIn.start(printed("codex/signIn/0", target));
  await adding.match(/Authorize `caramel`/);
  expect(await signedIn.run("codex mcp list")).toMatch(/caramel .*Not logged in/);
  await approve(page, signedIn, adding);
  expect(await signedIn.ended(adding), adding.output).toBe(0);
  expect(await signedIn.run(ask)).toMatch(new RegExp(`mcp_tool_call.*${projectId}`));
  await recordClient(stack, since, {
    client: "Codex",
    version: version("@openai/codex"),
    proofs: ["refused", "key", "signIn"],
    note,
  });
});

test("Gemini CLI", async ({ page }) => {
  test.setTimeout(400_000);
  const since = new Date();
  const computer = (name: string) => {
    const made = new Computer(name, { GEMINI_API_KEY: "x", GOOGLE_GEMINI_BASE_URL: model.url });
    const security = { folderTrust: { enabled: false }, auth: { selectedType: "gemini-api-key" } };
    made.write(".gemini/settings.json", JSON.stringify({ security }));
    return made;
  };
  const ask = 'gemini -p "Which projects are there?" --yolo --output-format json -m gemini-2.5-flash';

  const withKey = computer("gemini-key");
  await withKey.run(printed("gemini-cli/withKey/0", target));
  expect(await withKey.run("gemini mcp list")).toMatch(/caramel: .* - Connected/);
  expect(await withKey.run(ask)).toContain(projectId);

  const signedIn = computer("gemini");
  await signedIn.run(printed("gemini-cli/signIn/0", target));
  expect(await signedIn.run("gemini mcp list")).toMatch(/caramel: .* - Disconnected/);
  const login = signedIn.start("gemini -p '/mcp auth caramel' --yolo -m gemini-2.5-flash", {
    inTerminal: true,
  });
  await login.match(/Authentication required.*\[Y\/n\]/);
  login.child.stdin?.write("y\r\n");
  await approve(page, signedIn, login);
  await login.match(/authenticated/i);
  await login.stop();
  expect(await signedIn.run("gemini mcp list")).toMatch(/caramel: .* - Connected/);
  expect(await signedIn.run(ask)).toContain(projectId);
  await recordClient(stack, since, {
    client: "Gemini CLI",
    version: version("@google/gemini-cli"),
    proofs: ["refused", "key", "signIn"],
  });
});

test("mcporter", async ({ page }) => {
  test.setTimeout(400_000);
  const since = new Date();
  const withKey = new Computer("mcporter-key");
  withKey.write("config/mcporter.json", printed("mcporter/withKey/0", target));
  expect(await withKey.run(printed("mcporter/withKey/1", target))).toContain(projectId);

  const signedIn = new Computer("mcporter");
  signedIn.write("config/mcporter.json", printed("mcporter/signIn/0", target));
  const login = signedIn.start(printed("mcporter/signIn/1", target));
  await login.match(/OAuth authorization required for 'caramel'/);
  await approve(page, signedIn, login);
  expect(await signedIn.ended(login), login.output).toBe(0);
  expect(await signedIn.run(printed("mcporter/signIn/2", target))).toContain(projectId);
  await recordClient(stack, since, {
    client: "mcporter",
    version: version("mcporter"),
    proofs: ["refused", "key", "signIn"],
  });
});
