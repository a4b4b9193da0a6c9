import { renderToReadableStream, renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import type { TranscriptMessage } from "@/lib/conversations/schema";
import { Transcript } from "./transcript";

function message(
  position: number,
  role: TranscriptMessage["role"],
  sentAt: string,
  content: string,
): TranscriptMessage {
  return {
    ...{ id: `msg_${position}`, position, role, sent_at: sentAt, content },
    ...{ author: null, sources: [], reply: null },
  };
}

test("what a customer wrote never becomes markup", () => {
  const attack = `<script>alert(1)</script><img src=x onerror="alert(2)"><a href="javascript:alert(3)">x</a>`;
  const html = renderToStaticMarkup(
    <Transcript
      projectId="prj_1"
      customer={`<b>Eve</b>`}
      chatbot="Shop"
      messages={[message(0, "user", "2026-11-20T10:00:00Z", attack)]}
    />,
  );
  expect(html).not.toMatch(/<(script|img|a|b)[\s>]/);
  expect(html).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
});

test("messages stand in order, with a heading for each day and their side", () => {
  const html = renderToStaticMarkup(
    <Transcript
      projectId="prj_1"
      customer="Priya"
      chatbot="Shop"
      messages={[
        message(0, "user", "2026-11-20T23:59:00Z", "one"),
        message(1, "agent", "2026-11-21T00:01:00Z", "two"),
        message(2, "agent", "2026-11-21T00:02:00Z", "three"),
      ]}
    />,
  );
  const words = html
    .replaceAll(/<[^>]+>/g, " ")
    .split(/\s+/)
    .join(" ")
    .trim();
  expect(words).toBe(
    "20 Nov 2026 Priya Customer one 23:59 21 Nov 2026 Shop Chatbot two 00:01 Shop Chatbot three 00:02",
  );
});

test("says who of us wrote, from which sources, and why a reply failed", async () => {
  const source = {
    kind: "product",
    id: "prd_1",
    title: `<b>Mug</b>`,
    position: 0,
    locator: "",
    url: null,
    quote: "",
  };
  const stream = await renderToReadableStream(
    <Transcript
      projectId="prj_1"
      customer="Priya"
      chatbot="Shop"
      seenUpTo={1}
      messages={[
        {
          ...message(0, "agent", "2026-11-20T10:00:00Z", "It costs 5."),
          author: { kind: "chatbot", id: "bot_1", name: "Shop" },
          sources: [source as never],
          reply: { state: "failed", model: "gpt-5", error_code: "provider_timeout", error_detail: "" },
        },
        {
          ...message(1, "agent", "2026-11-20T10:01:00Z", "It is 4."),
          author: { kind: "person", id: "usr_1", name: "Ana" },
        },
      ]}
    />,
  );
  // Why it failed is fetched on demand.
  await stream.allReady;
  const html = await new Response(stream).text();
  expect(html).toContain(`href="/p/prj_1/products/prd_1"`);
  expect(html).toContain("&lt;b&gt;Mug&lt;/b&gt;");
  const words = html.replaceAll(/<!--.*?-->|<[^>]+>/g, " ").replaceAll(/\s+/g, " ");
  expect(words).toContain("Seen The model took too long.");
  expect(words).toContain("Ana Team It is 4.");
});

test("what a chatbot wrote looks as its visitor sees it, and leads nowhere it should not", () => {
  const content =
    "**Yes**, see [the mug](https://shop.example/mug):\n\n- blue\n- red\n\n[no](javascript:alert(1)) <img src=x>";
  const shown = (author: TranscriptMessage["author"]) =>
    renderToStaticMarkup(
      <Transcript
        projectId="prj_1"
        customer="Priya"
        chatbot="Shop"
        messages={[{ ...message(0, "agent", "2026-11-20T10:00:00Z", content), author }]}
      />,
    );
  const html = shown({ kind: "chatbot", id: "bot_1", name: "Shop" });
  expect(html).toContain('<p><strong>Yes</strong>, see <a href="https://shop.example/mug"');
  expect(html.match(/<li style/g)).toHaveLength(2);
  expect(html.match(/href="/g)).toHaveLength(1);
  expect(html).not.toContain("<img");
  for (const author of [null, { kind: "person", id: "usr_1", name: "Ana" }] as const) {
    expect(shown(author)).toContain("**Yes**, see [the mug](https://shop.example/mug)");
  }
});
