import "../scripts/hooks.mjs";
import os from "node:os";
import path from "node:path";
import { defineConfig } from "@playwright/test";

const root = path.resolve(import.meta.dirname, "..");

export default defineConfig({
  testDir: root,
  testMatch: "e2e/**/*.spec.ts",
  outputDir: path.join(root, "test-results"),
  // Every file starts servers of its own, on ports of its own, and waits for a browser about half of its time.
  workers: os.availableParallelism() >= 4 ? 3 : 2,
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  use: {
    actionTimeout: 15_000,
    navigationTimeout: 30_000,
    screenshot: "only-on-failure",
    launchOptions: {
      ...(process.env.CHROMIUM_PATH ? { executablePath: process.env.CHROMIUM_PATH } : {}),
      args: [
        "--no-sandbox",
        "--disable-quic",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
