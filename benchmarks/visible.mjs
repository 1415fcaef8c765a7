// What a browser would show of bodies, by parse5 and markdown-it: text, links, pictures. Lines of JSON in, lines out.
import readline from "node:readline";
import { createRequire } from "node:module";

const require = createRequire(process.argv[2] + "/");
const { parse } = await import(require.resolve("parse5"));
const MarkdownIt = require("markdown-it");

const markdown = new MarkdownIt({ html: true });
const HIDDEN = new Set(
  "script style template title noscript iframe object video audio canvas svg select textarea math".split(" "),
);

function walk(root) {
  const found = { text: [], links: [], images: [] };
  const stack = [root];
  while (stack.length) {
    const node = stack.pop();
    if (node.nodeName === "#text") found.text.push(node.value);
    if (HIDDEN.has(node.tagName)) continue;
    const attributes = Object.fromEntries((node.attrs ?? []).map(({ name, value }) => [name, value]));
    if (node.tagName === "a" && attributes.href && shows(node)) found.links.push(attributes.href);
    if (node.tagName === "img" && attributes.src) found.images.push(attributes.src);
    stack.push(...[...(node.childNodes ?? [])].reverse());
  }
  return { ...found, text: found.text.join("") };
}

function shows(node) {
  return (node.childNodes ?? []).some(
    (child) => (child.nodeName === "#text" && child.value.trim()) || child.tagName === "img" || shows(child),
  );
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  const { body, html } = JSON.parse(line);
  console.log(JSON.stringify(walk(parse(html ? body : markdown.render(body)))));
}
