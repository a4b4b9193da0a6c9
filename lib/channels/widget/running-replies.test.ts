import { expect, test } from "vitest";
import { writeReply } from "./running-replies";

test("when the process stops, replies have a while to end by themselves and are told to end then", async () => {
  const ended: string[] = [];
  let finish = () => {};
  writeReply(async (signal) => {
    await new Promise<void>((resolve) => {
      finish = resolve;
    });
    ended.push(`by itself, ${signal.aborted ? "told" : "not told"}`);
  });
  writeReply(async (signal) => {
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
    ended.push("told");
  });
  const stopped = globalThis.caramelEndReplies?.(200);
  finish();
  await stopped;
  expect(ended).toEqual(["by itself, not told", "told"]);
  // Nothing is left to wait for.
  await globalThis.caramelEndReplies?.(60_000);
});
