// Makes static/public.css, results.css, office.css and kiosk.css from Sass, and copies the scripts of others that we serve.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { compile } from "sass";

const STATIC = "../../../static";
const ALTCHA = "node_modules/altcha";

// static/tokens.css as Sass variables: `--text-body: 1.25rem` becomes `$text-body: 20px` (Sass calculates in px).
function tokensAsSass() {
  const root = readFileSync(`${STATIC}/tokens.css`, "utf8").match(/:root \{([^}]*)\}/)[1];
  const px = (value) => value.replace(/^([\d.]+)rem$/, (_, rem) => `${rem * 16}px`);
  return [...root.matchAll(/--([\w-]+): ([^;]+);/g)]
    .map(([, name, value]) => `$${name}: ${px(value)};`)
    .join("\n");
}

const tokens = {
  canonicalize: (url) => (url === "tokens:values" ? new URL(url) : null),
  load: () => ({ contents: tokensAsSass(), syntax: "scss" }),
};

// Lines stay thin; every other length grows with the type, radio buttons included.
function lengthsInRem(css) {
  const rem = (px) => `${+(px / 16).toFixed(4)}rem`.replace(/^(-?)0\./, "$1.");
  return css.replace(/(@media[^{]*\{)|(-?\d*\.?\d+)px/g, (text, media, px) =>
    media || Math.abs(px) <= 4 ? text : rem(px),
  );
}

// The typeface is inherited from body, so that nothing has to name it again.
function withoutRepeatedTypeface(css) {
  return css
    .replace(/@media print\{[^{}]+\{font-family:inherit\}\}/g, "")
    .replace(/\/\*[^!][\s\S]*?\*\//g, "");
}

for (const name of ["public", "results", "office", "kiosk"]) {
  const { css } = compile(`${name}.scss`, {
    style: "compressed",
    importers: [tokens],
    loadPaths: ["node_modules/govuk-frontend/dist", STATIC],
    quietDeps: true,
  });
  writeFileSync(`${STATIC}/${name}.css`, `${withoutRepeatedTypeface(lengthsInRem(css))}\n`);
}

mkdirSync(`${STATIC}/altcha`, { recursive: true });
for (const [from, to] of [
  ["dist/external/altcha.min.js", "widget.js"],
  ["dist/workers/pbkdf2.js", "pbkdf2.js"],
  ["LICENSE.txt", "LICENSE.txt"],
]) {
  copyFileSync(`${ALTCHA}/${from}`, `${STATIC}/altcha/${to}`);
}
