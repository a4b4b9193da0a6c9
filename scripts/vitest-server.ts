// Runs once per test run: a PostgreSQL of its own with a migrated database that every test file copies.
import type { TestProject } from "vitest/node";
import { startThrowAway } from "@/lib/db/embedded-throw-away";
import { prepareTemplate, type TestServer } from "@/lib/db/testing";
import { generate } from "./generate.mjs";

declare module "vitest" {
  interface ProvidedContext {
    testServer: TestServer;
  }
}

export default async function setup(project: TestProject) {
  generate();
  const server = await startThrowAway();
  try {
    project.provide("testServer", await prepareTemplate(server.adminUrl, server.url));
  } catch (error) {
    await server.stop();
    throw error;
  }
  return () => server.stop();
}
