// Runs before each test file, and so before any module of it reads the environment.
import { afterAll, inject } from "vitest";
import { createTestDatabase, onTestServer } from "@/lib/db/testing";

onTestServer(inject("testServer"));
const database = await createTestDatabase();
process.env.DATABASE_URL = database.url;
process.env.SECRET_KEY = "a-secret-for-tests-of-more-than-32-characters";
process.env.LOG_LEVEL ??= "error";
// Vite puts its own BASE_URL ("/") into the environment.
process.env.BASE_URL = "http://localhost:3000";

afterAll(() => database.drop());
