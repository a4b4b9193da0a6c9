import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { Snippet } from "./snippet";

const marked = (text: string) =>
  renderToStaticMarkup(<Snippet text={text} />).replaceAll(/ class="[^"]*"/g, "");

test("matching words are marked", () => {
  expect(marked("my **order** is **late**")).toBe("my <mark>order</mark> is <mark>late</mark>");
});

test("a message that contains the mark itself is shown as it is", () => {
  expect(marked("2 ** 3 and **order**")).toBe("2 ** 3 and **order**");
});

test("markup that a customer wrote stays text", () => {
  expect(marked("<img src=x onerror=alert(1)> **order**")).toBe(
    "&lt;img src=x onerror=alert(1)&gt; <mark>order</mark>",
  );
});
