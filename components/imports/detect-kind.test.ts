import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { detectKind, kindOfText } from "./detect-kind";

describe("kindOfText", () => {
  test.each([
    ['{"id": "conv_1", "turns": [{"role": "user", "content": "hi"}]}\n', "conversations"],
    ["\uFEFFconversation_id,role,content\n1,user,hi\n", "conversations"],
    ['"conversation_id";"role";"content"\r\n', "conversations"],
    ["Handle,Title,Body (HTML),Vendor\nmug,Mug,,\n", "products"],
    ["id\ttitle\tprice\n", "products"],
    ["g:id,g:title,g:price\n", "products"],
    ['<?xml version="1.0"?>\n<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0">', "products"],
    ['<feed xmlns="http://www.w3.org/2005/Atom">', "products"],
    ["<!doctype html><html>", null],
    ["Name,E-mail\nPriya,p@x\n", null],
    ['{"handle": "mug"}\n', null],
    ["", null],
  ])("%j holds %s", (start, kind) => {
    expect(kindOfText(start)).toBe(kind);
  });
});

describe("detectKind", () => {
  const text = `{"id":"1","turns":[{"role":"user","content":"${"long ".repeat(50_000)}"}]}\n`.repeat(20);

  test("looks into packed files", async () => {
    expect(await detectKind(new Blob([gzipSync(text)]))).toBe("conversations");
    expect(await detectKind(new Blob([text]))).toBe("conversations");
  });

  test("cannot tell of a damaged one", async () => {
    expect(await detectKind(new Blob([gzipSync(text).subarray(0, 12)]))).toBeNull();
  });
});
