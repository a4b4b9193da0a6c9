import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import type { MessageView } from "@/lib/conversations/schema";
import { Transcript } from "./transcript";

function message(position: number, role: MessageView["role"], sentAt: string, content: string): MessageView {
  return { id: `msg_${position}`, position, role, sent_at: sentAt, content };
}

test("what a customer wrote never becomes markup", () => {
  const attack = `<script>alert(1)</script><img src=x onerror="alert(2)"><a href="javascript:alert(3)">x</a>`;
  const html = renderToStaticMarkup(
    <Transcript
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
