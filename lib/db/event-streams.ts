import "server-only";
import { randomBytes } from "node:crypto";
import { HOUR_SECONDS } from "@/lib/core/clock";
import { sha256 } from "@/lib/core/compare";
import { logger } from "@/lib/core/logger";
import { prisma } from "./client";

/** A stream whose instance has not been heard of for this long is gone, in seconds. */
const ALIVE_SECONDS = 30;
/** How long a stream that ended is remembered, in seconds. */
const REMEMBERED_SECONDS = HOUR_SECONDS;
/** How often an instance says that its streams are alive. */
const KEEP_ALIVE_MS = 10_000;

/** Whose stream it is and where it was opened; both are compared, never shown. */
export interface StreamOwner {
  /** Id of the connection, key or person. */
  credential: string;
  endpoint: string;
}

/** A stream that this process holds. */
export interface HeldStream {
  /** 256 random bits: the address to send to, never a proof of who sends. */
  id: string;
  hash: string;
  close(): void;
}

/** Every stream of this process, with what to do when its row is gone. */
const held = new Map<string, () => void>();
let keeper: NodeJS.Timeout | undefined;

/**
 * Registers a stream of this process, so that every instance knows of it.
 * @param max streams that the credential may have open at all instances together
 * @param onGone called when the stream was struck off, such as after a long absence of the database
 * @returns null when the credential has that many already
 */
export async function holdStream(
  owner: StreamOwner,
  max: number,
  onGone: () => void,
): Promise<HeldStream | null> {
  const id = randomBytes(32).toString("base64url");
  const hash = sha256(id);
  const isOpen = await prisma.$transaction(async (db) => {
    await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`streams:${owner.credential}`}, 0))`;
    const count = await db.$executeRaw`
      INSERT INTO event_stream (id_hash, credential, endpoint, alive_until)
      SELECT ${hash}, ${owner.credential}, ${owner.endpoint},
             clock_timestamp() + make_interval(secs => ${ALIVE_SECONDS}::int)
       WHERE (SELECT count(*) FROM event_stream
               WHERE credential = ${owner.credential} AND alive_until > clock_timestamp()) < ${max}::int`;
    return count === 1;
  });
  if (!isOpen) return null;
  held.set(hash, onGone);
  keeper ??= setInterval(() => void keepAlive(), KEEP_ALIVE_MS).unref();
  return { id, hash, close: () => release(hash) };
}

function release(hash: string): void {
  if (!held.delete(hash)) return;
  if (held.size === 0) {
    clearInterval(keeper);
    keeper = undefined;
  }
  // Its row stays for a while, so that whoever opens it again is known; by itself it would be dead a little later.
  prisma.$executeRaw`UPDATE event_stream SET alive_until = clock_timestamp() WHERE id_hash = ${hash}`.catch(
    (error) => logger.warn({ err: error }, "a closed stream could not be struck off"),
  );
}

async function keepAlive(): Promise<void> {
  const hashes = [...held.keys()];
  try {
    const alive = await prisma.$queryRaw<{ hash: string }[]>`
      UPDATE event_stream SET alive_until = clock_timestamp() + make_interval(secs => ${ALIVE_SECONDS}::int)
       WHERE id_hash = ANY (${hashes}::text[]) AND alive_until > clock_timestamp() RETURNING id_hash AS hash`;
    const known = new Set(alive.map(({ hash }) => hash));
    for (const hash of hashes) if (!known.has(hash)) held.get(hash)?.();
  } catch (error) {
    logger.warn({ err: error }, "streams could not be kept alive; it is tried again");
  }
}

/**
 * The stream behind an id, if it is alive and belongs to exactly this owner.
 * @returns how many messages wait in it; null for every other id
 */
export async function findStream(
  id: string,
  owner: StreamOwner,
): Promise<{ hash: string; waiting: number } | null> {
  const [row] = await prisma.$queryRaw<{ hash: string; waiting: number }[]>`
    SELECT s.id_hash AS hash,
           (SELECT count(*)::int FROM event_stream_message m WHERE m.stream_hash = s.id_hash) AS waiting
      FROM event_stream s
     WHERE s.id_hash = ${sha256(id)} AND s.credential = ${owner.credential} AND s.endpoint = ${owner.endpoint}
       AND s.alive_until > clock_timestamp()`;
  return row ?? null;
}

/**
 * Hands messages to a stream, whichever instance holds it, and wakes that instance.
 * @returns false when the stream is gone
 */
export async function sendToStream(hash: string, messages: readonly string[]): Promise<boolean> {
  const rows = await prisma.$queryRaw<unknown[]>`
    WITH sent AS (
      INSERT INTO event_stream_message (stream_hash, payload)
      SELECT s.id_hash, m.payload
        FROM event_stream s, unnest(${[...messages]}::text[]) WITH ORDINALITY AS m(payload, position)
       WHERE s.id_hash = ${hash} AND s.alive_until > clock_timestamp()
       ORDER BY m.position
      RETURNING stream_hash)
    SELECT pg_notify('caramel_streams', stream_hash)::text FROM (SELECT DISTINCT stream_hash FROM sent) s`;
  return rows.length > 0;
}

/** Takes what waits in a stream, oldest first. Only the instance that holds it calls this. */
export async function takeMessages(hash: string): Promise<string[]> {
  const rows = await prisma.$queryRaw<{ payload: string }[]>`
    WITH taken AS (DELETE FROM event_stream_message WHERE stream_hash = ${hash} RETURNING id, payload)
    SELECT payload FROM taken ORDER BY id`;
  return rows.map(({ payload }) => payload);
}

/** Whether this owner has a stream, or had one in the last hour. */
export async function hadStream({ credential, endpoint }: StreamOwner): Promise<boolean> {
  const [row] = await prisma.$queryRaw<[{ had: boolean }]>`
    SELECT EXISTS (
      SELECT FROM event_stream WHERE credential = ${credential} AND endpoint = ${endpoint}
         AND alive_until > clock_timestamp() - make_interval(secs => ${REMEMBERED_SECONDS}::int)) AS had`;
  return row.had;
}

/** Removes streams that ended an hour ago, with what waits in them. For a job; safe to run twice and at once. */
export async function sweepStreams(): Promise<number> {
  return prisma.$executeRaw`
    DELETE FROM event_stream
     WHERE alive_until < clock_timestamp() - make_interval(secs => ${REMEMBERED_SECONDS}::int)`;
}
