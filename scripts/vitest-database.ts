// Runs before each test file, and so before any module of it reads the environment.
import { afterAll, inject } from "vitest";
import { createTestDatabase, onTestServer } from "@/lib/db/testing";

onTestServer(inject("testServer"));
const database = await createTestDatabase();
process.env.DATABASE_URL = database.url;

afterAll(() => database.drop());
