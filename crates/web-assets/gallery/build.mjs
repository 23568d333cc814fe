// Puts the gallery together: node build.mjs OUT. Each page is its <main> with the title and the current tab in its first line;
// _shell.html is the frame. {{icon:name}} stands for the three attributes that every icon needs, {{qr}} for a sample code.
import fs from "node:fs";
import path from "node:path";

const here = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname);
const out = process.argv[2];
if (!out) throw new Error("usage: node build.mjs OUT");
fs.mkdirSync(out, { recursive: true });
const read = (name) => fs.readFileSync(path.join(here, name), "utf8");
const shell = read("_shell.html");
const qr = read("_qr.svg").trim();
for (const name of fs.readdirSync(here).filter((n) => n.endsWith(".html") && !n.startsWith("_"))) {
  const [, title, tab, bare, main] = /^<!-- (\S+) (\S+)( bare)? -->\n([^]*)$/.exec(read(name));
  let page = shell.replace("{{title}}", title);
  if (bare) page = page.replace(/<a class="skip"[^]*?<\/header>\n/, "").replace(/<footer[^]*?<\/nav>\n/, "");
  page = page.replaceAll(`href="${tab}.html">`, `href="${tab}.html" aria-current="page">`).replace(/(class="brand" href="[^"]*") aria-current="page"/, "$1");
  page = page.replace("{{main}}", () => main.trim());
  page = page.replace(/\{\{icon:(\w+)\}\}/g, '<svg class="icon" aria-hidden="true"><use href="assets/icons.svg#$1"/></svg>');
  page = page.replaceAll("{{qr}}", qr);
  fs.writeFileSync(path.join(out, name), page);
}
