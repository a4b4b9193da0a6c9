import { isPortFree } from "@/lib/db/embedded-process";

const FIRST = 7_000;
const PER_WORKER = 200;
/** Up to 9999: above it are the ports `freePort` chooses for databases, below it are some a browser refuses. */
const WORKERS = 15;

/** Test runners number the processes that run beside each other. */
const worker = Number(process.env.TEST_PARALLEL_INDEX ?? process.env.VITEST_POOL_ID ?? 0) % WORKERS;
let taken = 0;

/**
 * The first of so many ports in a row on the loopback address for a test to listen on. Each process of a test run has its
 * own, so that nothing else takes one before the test does, or while a server is started again.
 * @throws Error none was found
 */
export async function testPort(count = 1): Promise<number> {
  for (let tries = 0; tries < PER_WORKER; tries += 1) {
    if (taken + count > PER_WORKER) taken = 0;
    const first = FIRST + worker * PER_WORKER + taken;
    taken += count;
    const ports = Array.from({ length: count }, (_, index) => first + index);
    if ((await Promise.all(ports.map(isPortFree))).every(Boolean)) return first;
  }
  throw new Error(
    "All ports of this process of the tests are taken. Does another run go on, or did one leave servers behind?",
  );
}
