import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { INNER_HOSTS } from "@/e2e/corpus/addresses";
import { createWorld, firstProject, type World } from "@/lib/account/testing";
import type { Caller } from "@/lib/auth/caller";
import { env } from "@/lib/core/env";
import {
  ConflictError,
  InsufficientPermissionError,
  InvalidInputError,
  NotFoundError,
} from "@/lib/core/errors";
import { prisma } from "@/lib/db/client";
import { dueWebPages } from "@/lib/db/due-web-pages";
import { makePdf } from "@/lib/documents/testing";
import { boss, stopBoss } from "@/lib/jobs/boss";
import { handleWebPage } from "@/lib/jobs/web-page.handler";
import { handleWebPages } from "@/lib/jobs/web-pages.handler";
import { createDocument } from "./create-document";
import { createWebPage } from "./create-web-page";
import { getSource } from "./get-source";
import { listSources } from "./list-sources";
import { refreshWebPage } from "./refresh-web-page";
import { createWebPageInput, listSourcesInput, sourceDetail, sourcePage, updateSourceInput } from "./schema";
import { updateSource } from "./update-source";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** The shop, which the operator lets through, and a machine of the inner network, which nobody may reach. */
let answer: Answer = () => {};
const asked: IncomingMessage[] = [];
const shop = createServer((request, response) => {
  asked.push(request);
  answer(request, response);
});
let reached = 0;
const canary = createServer((_, response) => response.end("secret"));
canary.on("connection", () => {
  reached += 1;
});
let base = "";
let world: World;
let caller: Caller;

beforeAll(async () => {
  await Promise.all([shop, canary].map((server) => new Promise<void>((done) => server.listen(0, done))));
  base = `http://127.0.0.1:${portOf(shop)}`;
  env.outboundAllowedHosts.add(`127.0.0.1:${portOf(shop)}`);
});
afterAll(async () => {
  await Promise.all([shop, canary].map((server) => new Promise((done) => server.close(done))));
  await stopBoss();
});
beforeEach(async () => {
  asked.length = 0;
  world = await createWorld();
  caller = world.caller();
});

const portOf = (server: typeof shop) => (server.address() as AddressInfo).port;
const html = (title: string, text: string) =>
  `<!doctype html><html><head><title>${title}</title></head><body><h1>${title}</h1><p>${text}</p></body></html>`;
const page =
  (text: string, headers: Record<string, string> = {}): Answer =>
  (_, response) =>
    response.writeHead(200, { "content-type": "text/html; charset=utf-8", ...headers }).end(text);
const add = async (url: string, more: object = {}, who = caller) =>
  sourceDetail.parse(await createWebPage(who, createWebPageInput.parse({ url, ...more })));
const refusal = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof InvalidInputError)) throw error ?? new Error("It was taken.");
  const rule = error.message.replace(/^The page can't be read\. /, "");
  expect(rule).not.toBe(error.message);
  expect(error.problems).toEqual([{ path: "url", message: `${rule} ${error.nextStep}` }]);
  return [rule, error.nextStep];
};

describe("a web page", () => {
  test("is read, kept and learned", async () => {
    answer = page(html("Returns", "Within thirty days."));
    const made = await add(`${base}/returns#top`, { refresh: "daily" });
    expect(made).toMatchObject({
      kind: "document",
      format: "html",
      title: "Returns",
      body: "Within thirty days.",
      url: `${base}/returns`,
      origin: "",
      refresh: "daily",
      fetch_error: null,
      is_editable: false,
    });
    expect(Date.parse(made.next_fetch_at ?? "") - Date.parse(made.fetched_at ?? "")).toBe(24 * 3_600_000);
    expect(
      (await boss().then((queue) => queue.findJobs("learning", { key: firstProject(world).id }))).length,
    ).toBe(1);
    await expect(add(`${base}/returns`)).rejects.toMatchObject({ reason: "duplicate_source" });
    // Another page may say the same.
    expect(await add(`${base}/other`)).toMatchObject({
      title: "Returns",
      refresh: "never",
      next_fetch_at: null,
    });
  });

  test("may be a PDF or text, whatever its address says, and may lead elsewhere five times", async () => {
    answer = (_, response) =>
      response.writeHead(200, { "content-type": "application/pdf" }).end(makePdf(["Terms of sale"]));
    expect(await add(`${base}/terms.html`)).toMatchObject({ format: "pdf", body: "Terms of sale\f" });
    answer = (_, response) =>
      response.writeHead(200, { "content-type": "text/markdown" }).end("# Care\n\nCold.");
    expect(await add(`${base}/care.md`)).toMatchObject({ format: "markdown", body: "# Care\n\nCold." });
    answer = (request, response) => {
      const hop = Number(request.url?.slice(2) || "0");
      if (hop < 5) response.writeHead(302, { location: `/h${hop + 1}` }).end();
      else page(html("There", "At last."))(request, response);
    };
    expect(await add(`${base}/h0`)).toMatchObject({ title: "There", url: `${base}/h0` });
  });

  test.each<[string, rule: string, nextStep: string, Answer]>([
    [
      "that is missing",
      "There is no such page: its server answers 404.",
      "Open the address in a browser to check it.",
      (_, response) => response.writeHead(404).end(),
    ],
    [
      "behind a sign-in",
      "Its server lets nobody in without signing in, or refuses programs: it answers 401.",
      "Save the page as PDF or text and upload that.",
      (_, response) => response.writeHead(401).end(),
    ],
    [
      "of a broken server",
      "Its server answers with the error 503.",
      "Try again later.",
      (_, response) => response.writeHead(503).end(),
    ],
    [
      "without end of redirects",
      "It leads from address to address, more than 5 times.",
      "Give the address that a browser ends at.",
      (_, response) => response.writeHead(302, { location: "/again" }).end(),
    ],
    [
      "that leads to a file",
      "It leads to something that is no web address.",
      "Give the address that a browser ends at.",
      (_, response) => response.writeHead(302, { location: "file:///etc/passwd" }).end(),
    ],
    [
      "that is a film",
      "It is neither a page, a PDF nor text.",
      "Give the address of a page that people read.",
      (_, response) => response.writeHead(200, { "content-type": "video/mp4" }).end("x"),
    ],
    [
      "that is a picture in disguise",
      "This is a picture.",
      "Upload a document, or paste what the picture says.",
      (_, response) =>
        response
          .writeHead(200, { "content-type": "text/html" })
          .end(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])),
    ],
    [
      "without text",
      "There is no text in it.",
      "Choose another one, or paste the text.",
      page("<html><body></body></html>"),
    ],
    [
      "that is too large",
      "It is larger than 20 MB.",
      "Give the address of a smaller page.",
      (_, response) =>
        response
          .writeHead(200, { "content-type": "text/html", "content-encoding": "gzip" })
          .end(gzipSync(Buffer.alloc(30 * 1024 * 1024, "a "))),
    ],
    [
      "whose server hangs up",
      "Its server can't be reached.",
      "Check the address in a browser, and try again later.",
      (request) => request.socket.destroy(),
    ],
  ])("%s is refused in words", async (_name, rule, nextStep, how) => {
    answer = how;
    expect(await refusal(add(`${base}/page`))).toEqual([rule, nextStep]);
    expect(await prisma.knowledgeSource.count({ where: { projectId: firstProject(world).id } })).toBe(0);
  });

  test("addresses that are none are refused before anything is asked", () => {
    for (const url of [
      "",
      "returns",
      "ftp://shop.example/a",
      "javascript:alert(1)",
      "http://u:p@shop.example/",
      "http://",
      `https://a.example/${"a".repeat(3_000)}`,
    ]) {
      expect(createWebPageInput.safeParse({ url }).error?.issues[0]?.path, url).toEqual(["url"]);
    }
  });
});

describe("the inner network", () => {
  test("is never reached, by no spelling of an address", async () => {
    let tried = 0;
    for (const host of INNER_HOSTS) {
      const parsed = createWebPageInput.safeParse({ url: `http://${host}:${portOf(canary)}/` });
      if (!parsed.success) continue;
      tried += 1;
      await expect(createWebPage(caller, parsed.data), host).rejects.toBeInstanceOf(InvalidInputError);
    }
    expect(tried).toBeGreaterThan(100);
    expect(reached).toBe(0);
  }, 120_000);

  test("nor by a redirect, also of a page that was fine before", async () => {
    answer = page(html("Returns", "Within thirty days."));
    const { id } = await add(`${base}/returns`, { refresh: "daily" });
    for (const host of ["127.0.0.1", "localhost", "[::1]", "2130706433", "0.0.0.0"]) {
      answer = (_, response) =>
        response.writeHead(302, { location: `http://${host}:${portOf(canary)}/` }).end();
      expect(await refusal(add(`${base}/leads`))).toEqual([
        "It leads into an inner network, which is never read from.",
        "Give an address on the public internet, or upload the page as a file.",
      ]);
      expect(await refreshWebPage(caller, { source_id: id })).toMatchObject({
        body: "Within thirty days.",
        fetch_error: expect.stringContaining("inner network"),
      });
    }
    expect(reached).toBe(0);
  });
});

describe("reading again", () => {
  test("takes what is new, asks with the tag, and keeps the old text when it fails", async () => {
    answer = page(html("Returns", "Within thirty days."), { etag: '"one"' });
    const made = await add(`${base}/returns`, { refresh: "weekly" });
    answer = (request, response) =>
      request.headers["if-none-match"] === '"one"'
        ? response.writeHead(304).end()
        : response.writeHead(500).end();
    const same = await refreshWebPage(caller, { source_id: made.id });
    expect(same).toMatchObject({ body: made.body, updated_at: made.updated_at, fetch_error: null });
    expect(asked.at(-1)?.headers["if-none-match"]).toBe('"one"');

    answer = (_, response) => response.writeHead(404).end();
    const failed = await refreshWebPage(caller, { source_id: made.id });
    expect(failed).toMatchObject({
      body: made.body,
      updated_at: made.updated_at,
      fetched_at: same.fetched_at,
      fetch_error: expect.stringContaining("404"),
    });
    const list = async (state: string) =>
      sourcePage.parse(await listSources(caller, listSourcesInput.parse({ state, from: "web" }))).items
        .length;
    expect([await list("unread"), await list("waiting"), await list("learned")]).toEqual([1, 0, 0]);

    answer = page(html("Another title", "Within sixty days."));
    const changed = await refreshWebPage(caller, { source_id: made.id });
    // The title stays: somebody may have written it.
    expect(changed).toMatchObject({ title: "Returns", body: "Within sixty days.", fetch_error: null });
    expect(changed.updated_at > made.updated_at).toBe(true);
  });

  test("happens by itself when it is due, once, and not for pages that are read never", async () => {
    answer = page(html("Returns", "Within thirty days."));
    const due = await add(`${base}/due`, { refresh: "daily" });
    const never = await add(`${base}/never`);
    await prisma.knowledgeSource.updateMany({
      where: { id: due.id },
      data: { nextFetchAt: new Date(Date.now() - 1_000) },
    });
    expect((await dueWebPages()).map(({ sourceId }) => sourceId)).toEqual([due.id]);
    for (let look = 0; look < 2; look += 1) await handleWebPages({ signal: new AbortController().signal });
    const queue = await boss();
    expect(await queue.findJobs("web-page", { key: due.id })).toHaveLength(1);
    expect(await queue.findJobs("web-page", { key: never.id })).toHaveLength(0);
    answer = page(html("Returns", "Within sixty days."));
    await handleWebPage({ projectId: firstProject(world).id, sourceId: due.id });
    expect(await getSource(caller, { source_id: due.id })).toMatchObject({ body: "Within sixty days." });
    expect(await dueWebPages()).toEqual([]);
    await updateSource(
      caller,
      updateSourceInput.parse({ source_id: due.id, title: "Returns", refresh: "never" }),
    );
    expect(await getSource(caller, { source_id: due.id })).toMatchObject({
      refresh: "never",
      next_fetch_at: null,
    });
  });

  test("is for web pages, and their text can't be edited", async () => {
    answer = page(html("Returns", "Within thirty days."));
    const { id } = await add(`${base}/returns`);
    await expect(
      updateSource(caller, { source_id: id, title: "Returns", body: "Other." }),
    ).rejects.toBeInstanceOf(ConflictError);
    const file = await createDocument(caller, { file_name: "care.txt" }, [Buffer.from("Cold.")] as never);
    await expect(refreshWebPage(caller, { source_id: file.id })).rejects.toBeInstanceOf(ConflictError);
    await expect(
      updateSource(caller, { source_id: file.id, title: "Care", refresh: "daily" }),
    ).rejects.toBeInstanceOf(ConflictError);
  });
});

describe("who may", () => {
  test("nobody without chatbots:write, who causes no request either", async () => {
    const reader = world.without("chatbots:write");
    await expect(add(`${base}/page`, {}, reader)).rejects.toBeInstanceOf(InsufficientPermissionError);
    await expect(
      createDocument(reader, { file_name: "a.txt" }, [Buffer.from("a")] as never),
    ).rejects.toBeInstanceOf(InsufficientPermissionError);
    expect(asked).toHaveLength(0);
  });

  test("another tenant's page does not exist", async () => {
    answer = page(html("Returns", "Within thirty days."));
    const { id } = await add(`${base}/returns`);
    const stranger = (await createWorld()).caller();
    asked.length = 0;
    await expect(refreshWebPage(stranger, { source_id: id })).rejects.toBeInstanceOf(NotFoundError);
    expect(asked).toHaveLength(0);
    expect((await listSources(stranger, listSourcesInput.parse({}))).items).toEqual([]);
    // And they may have the same page.
    expect(await add(`${base}/returns`, {}, stranger)).toMatchObject({ title: "Returns" });
  });
});

describe("a file", () => {
  test("becomes a document under its name, and stops being read when it is too large", async () => {
    const made = await createDocument(caller, { file_name: "Returns policy.pdf" }, [
      makePdf(["Thirty days"]),
    ] as never);
    expect(made).toMatchObject({
      title: "Returns policy",
      origin: "Returns policy.pdf",
      format: "pdf",
      is_editable: false,
    });
    let pieces = 0;
    async function* endless() {
      for (;;) {
        pieces += 1;
        yield Buffer.alloc(1024 * 1024);
      }
    }
    await expect(createDocument(caller, { file_name: "a.txt" }, endless())).rejects.toThrow(
      /larger than 20 MB/,
    );
    expect(pieces).toBe(21);
  });
});
