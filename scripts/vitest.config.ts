import os from "node:os";
import path from "node:path";
import { defineConfig } from "vitest/config";

const root = path.resolve(import.meta.dirname, "..");

export default defineConfig({
  root,
  resolve: {
    alias: [
      { find: /^@\//, replacement: `${root}/` },
      { find: /^(server|client)-only$/, replacement: path.join(root, "scripts/empty.ts") },
    ],
  },
  test: {
    include: [
      "lib/**/*.test.ts",
      "app/**/*.test.{ts,tsx}",
      "components/**/*.test.{ts,tsx}",
      "scripts/**/*.test.ts",
      "bench/**/*.test.ts",
    ],
    environment: "node",
    // One file, one process, one database: module state and connections of a file never reach another.
    pool: "forks",
    // One more than usual: a test waits for its database about half of its time.
    maxWorkers: os.availableParallelism(),
    globalSetup: [path.join(root, "scripts/vitest-server.ts")],
    setupFiles: [path.join(root, "scripts/vitest-database.ts")],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // A second, the usual patience, is a matter of luck on a busy machine.
    expect: { poll: { timeout: 20_000 } },
    // Skipped tests count as failures in `npm test`; `only` must not reach it either.
    allowOnly: !process.env.CI,
  },
});
