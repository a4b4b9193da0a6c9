import { createReadStream, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import { prisma } from "@/lib/db/client";
import { stopBoss } from "@/lib/jobs/boss";
import { createImport } from "./create";
import { getImport } from "./get";
import { runImport } from "./run";
import { projectForImport, realData } from "./testing";

afterAll(() => stopBoss());

const HISTORY = "support-conversations.jsonl.gz";

test("the real history", async () => {
  const { caller, projectId } = await projectForImport();
  const t = performance.now();
  const { id } = await createImport(
    caller,
    { kind: "conversations", file_name: HISTORY },
    createReadStream(realData(HISTORY)),
  );
  console.log("create", performance.now() - t);
  const view = await runImport(caller, id, {
    onProgress: (v) => console.log(v.processed, Math.round(performance.now() - t)),
  });
  console.log(view, performance.now() - t);
  const t2 = performance.now();
  const again = await createImport(
    caller,
    { kind: "conversations", file_name: HISTORY },
    createReadStream(realData(HISTORY)),
  );
  console.log(await runImport(caller, again.id), performance.now() - t2);
}, 120_000);
