// Runs a client's own command and takes what it prints.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";

const BIN = path.resolve(import.meta.dirname, "../../node_modules/.bin");

/** A client on the command line: an environment with nothing of this machine's but the path. */
export class Command {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  #output = "";
  #onOutput: (() => void) | undefined;

  constructor(name: string, args: string[], env: Record<string, string>, folder?: string) {
    // One of the project's packages, or a program of this machine.
    const own = path.join(BIN, name);
    const [command, first] = existsSync(own) ? [process.execPath, [own]] : [name, []];
    this.child = spawn(command, [...first, ...args], {
      cwd: folder,
      stdio: ["pipe", "pipe", "pipe"],
      // Whoever opens a browser by itself opens nothing: the tests open the address that is printed.
      env: { PATH: process.env.PATH, NODE_ENV: "production", BROWSER: "/bin/true", ...env },
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on("data", (chunk: Buffer) => {
        this.#output += chunk.toString();
        this.#onOutput?.();
      });
    }
    this.ended = new Promise((resolve) => this.child.once("close", resolve));
  }

  get output(): string {
    return this.#output;
  }

  /** The first match in what it prints, now or later; rejects when it ends without one. */
  async match(pattern: RegExp): Promise<string> {
    const found = new Promise<string>((resolve) => {
      this.#onOutput = () => {
        const [text] = pattern.exec(this.#output) ?? [];
        if (text !== undefined) resolve(text);
      };
      this.#onOutput();
    });
    const missed = this.ended.then((code) => {
      throw new Error(`The command ended with ${code} before printing ${pattern}:\n${this.#output}`);
    });
    return Promise.race([found, missed]);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill();
    await this.ended;
  }
}

/** The address a client asks its person to open. */
export const AUTHORIZATION_URL = /https?:\/\/\S+\/oauth\/authorize\?\S+/;
