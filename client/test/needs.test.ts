import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { page_of } from "./html_page.ts";

// What stands in the head of a page whose region has had these contents.
function head_after(...contents: string[]): string[] {
  const { document, page } = page_of("<div><!--r:1--><!--/r--></div>");
  for (const content of contents) page.replace(1, content);
  return [...document.head.children].map((element) =>
    [element.localName, ...[...element.attributes].map(({ name, value }) => `${name}=${value}`).sort()].join(" "),
  );
}

describe("what a region's content needs", () => {
  test("stands in the head, in its order", () => {
    assert.deepEqual(head_after("<!--n:sheet a.css--><!--n:script b.js--><!--n:module c.js sha384-x--><p>x</p>"), [
      "link href=https://example.org/a.css rel=stylesheet",
      "script src=https://example.org/b.js",
      "script crossorigin=anonymous integrity=sha384-x src=https://example.org/c.js type=module",
    ]);
  });
  test("stands there once, and stays", () => {
    const needs = "<!--n:sheet a.css--><!--n:module c.js-->";
    assert.deepEqual(head_after(needs + "<p>x</p>", needs + needs, "nothing"), [
      "link href=https://example.org/a.css rel=stylesheet",
      "script src=https://example.org/c.js type=module",
    ]);
  });
});
