import path from "node:path";
import { defineConfig } from "@playwright/test";
import config from "../playwright.config";

// Everything that connects other people's clients; `npm test` runs the light half of it.
export default defineConfig(config, {
  testDir: path.resolve(import.meta.dirname, ".."),
  testMatch: ["interop/*.interop.ts", "real-clients.spec.ts", "caramel-mcp.spec.ts"],
});
