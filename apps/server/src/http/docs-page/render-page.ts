import { ROUTES, type Route } from '@aegis/protocol';
import { toJsonSchema } from '@aegis/protocol/json-schema';
import { html, raw } from 'hono/html';
import { operationDescription, routeTag } from '../openapi.ts';
import { renderSchema, type Html } from './render-schema.ts';
import { STYLE } from './style.ts';

// Whole: a blank in it would be none of its hash.
const STYLE_ELEMENT = `<style>${STYLE}</style>`;

/** The HTTP contract as a page for people, from the same table as the OpenAPI document. It needs no script. */
export function renderDocsPage(version: string): Html {
  const groups = new Map<string, [string, Route][]>();
  for (const [id, route] of Object.entries<Route>(ROUTES)) {
    const tag = routeTag(route);
    groups.set(tag, [...(groups.get(tag) ?? []), [id, route]]);
  }
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>Aegis ${version}: HTTP API</title>
        ${raw(STYLE_ELEMENT)}
      </head>
      <body>
        <h1>Aegis ${version}</h1>
        <p>
          Claude Code sessions over HTTP. The same as OpenAPI 3.1:
          <a href="/v1/openapi.json"><code>/v1/openapi.json</code></a
          >. An answer that is not 2xx is <code>{"error", "code", "requestId", "details"}</code>: a
          sentence that says what to do, and a code that stays.
        </p>
        <nav>${[...groups.keys()].map((tag) => html`<a href="#${tag}">${tag}</a> `)}</nav>
        ${[...groups].map(
          ([tag, routes]) =>
            html`<article id="${tag}">
              <h2>${tag}</h2>
              ${routes.map(([id, route]) => renderRoute(id, route))}
            </article>`,
        )}
      </body>
    </html>`;
}

function renderRoute(id: string, route: Route): Html {
  return html`<details id="${id}">
    <summary>
      <code><span class="method">${route.method}</span> ${route.path}</code><br />${route.summary}
    </summary>
    <p class="needs">${operationDescription(route)}</p>
    ${route.query ? part('Query', route.query) : ''} ${route.body ? part('Body', route.body) : ''}
    <h4>Answer, ${route.status}${route.kind === 'events' ? ': a stream of' : ''}</h4>
    ${renderSchema(toJsonSchema(route.answer, 'output'))}
  </details>`;
}

function part(title: string, schema: NonNullable<Route['body']>): Html {
  return html`<h4>${title}</h4>
    ${renderSchema(toJsonSchema(schema))}`;
}
