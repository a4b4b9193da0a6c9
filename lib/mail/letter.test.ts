import { expect, test } from "vitest";
import { env } from "@/lib/core/env";
import { renderLetter } from "./letter";
import { messageIdOf } from "./message-id";
import { ticketReplyLetter } from "./ticket-reply";

const NASTY = `<script>alert(1)</script>"'><img src=x onerror=alert(1)>&amp;`;

test("whatever is filled in is text in the HTML, and as it was in the plain text", () => {
  const { text, html } = renderLetter({
    subject: NASTY,
    blocks: [
      { kind: "text", text: NASTY },
      { kind: "quote", text: `${NASTY}\nsecond line` },
      { kind: "link", label: NASTY, url: "https://caramel.example/?a=1&b=%22" },
      { kind: "note", text: NASTY },
    ],
  });
  expect(html).not.toMatch(/<script|<img|onerror=alert\(1\)>/);
  expect(html.match(/&lt;script&gt;alert\(1\)&lt;\/script&gt;&quot;&#39;&gt;&lt;img/g)).toHaveLength(5);
  expect(html).toContain('href="https://caramel.example/?a=1&amp;b=%22"');
  expect(text).toContain(NASTY);
  expect(text).toContain("> second line");
});

test("a link leads to a web page, never to a script", () => {
  for (const url of ["javascript:alert(1)", "data:text/html,x", "nonsense"]) {
    expect(() => renderLetter({ subject: "x", blocks: [{ kind: "link", label: "x", url }] })).toThrow();
  }
});

test("a reply holds what the team wrote and of the customer's words the subject only", () => {
  const { subject, text } = renderLetter(
    ticketReplyLetter({ projectName: "Harbour", subject: "Late order", body: "Tomorrow.", isInChat: true }),
  );
  expect(subject).toBe("Re: Late order");
  expect(text).toBe(
    "Tomorrow.\n\n-- \nHarbour\n\nThis address can't receive mail. To answer, write in the chat on our website.\n",
  );
});

test("one thing has one Message-ID, whatever it is called", () => {
  expect(messageIdOf("tke_1")).toBe(`<tke_1@${new URL(env.baseUrl).hostname}>`);
  expect(messageIdOf("a> <b\r\nBcc: x")).toMatch(/^<[A-Za-z0-9._-]+@[a-z0-9.-]+>$/);
});
