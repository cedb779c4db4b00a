/** The frame of every page of a stand-in: banner, navigation, stylesheet, headers. */
import { readFileSync } from "node:fs";
import type { Answer } from "#demo/stand-ins/http/server";
import { type Html, type HtmlValue, html } from "#demo/stand-ins/pages/html";

export interface PageInput {
  /** The product that the stand-in replaces. */
  standInFor: string;
  title: string;
  navigation?: readonly { text: string; href: string }[];
  /** Shown at the right of the navigation. */
  account?: Html;
  body: HtmlValue;
  status?: number;
  /** Origins that a form of the page may lead to, besides the stand-in's own. */
  formTargets?: readonly string[];
}

export const STYLE_PATH = "/assets/style.css";

export function answerStyle(): Answer {
  const body = readFileSync(new URL("./style.css", import.meta.url));
  return { status: 200, headers: { "content-type": "text/css; charset=utf-8" }, body };
}

/** Pages have no script, and only the stylesheet of the stand-in. */
export function answerPage(input: PageInput): Answer {
  const { standInFor, title, navigation = [], account, body, status = 200, formTargets = [] } = input;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · stand-in for ${standInFor}</title>
<link rel="stylesheet" href="${STYLE_PATH}">
<link rel="icon" href="data:,">
</head>
<body>
<div class="banner" role="note">Stand-in for ${standInFor}. This is not ${standInFor}.</div>
<header>
<nav aria-label="Repository">${navigation.map(({ text, href }) => html`<a href="${href}">${text}</a> `)}</nav>
${account}
</header>
<main>
${body}
</main>
</body>
</html>
`;
  return {
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "content-security-policy": [
        "default-src 'none'",
        "style-src 'self'",
        "img-src data:",
        `form-action ${["'self'", ...formTargets].join(" ")}`,
        "frame-ancestors 'none'",
        "base-uri 'none'",
      ].join("; "),
      "referrer-policy": "same-origin",
      "x-content-type-options": "nosniff",
    },
    body: page.markup,
  };
}

/** Leads the browser on after a form. */
export function redirect(location: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status: 303, headers: { location, "cache-control": "no-store", ...headers } };
}
