import "server-only";
import { prisma } from "./client";

/** Longest wait for the database's answer, in milliseconds. */
const PATIENCE_MS = 2_000;

/** Whether the database answers in time. Never throws. */
export async function isDatabaseReady(): Promise<boolean> {
  const impatience = new Promise<false>((resolve) => setTimeout(resolve, PATIENCE_MS, false).unref());
  const answer = prisma.$queryRaw`SELECT 1`.then(
    () => true,
    () => false,
  );
  return Promise.race([answer, impatience]);
}
