import { createHash } from 'node:crypto';
import { ROUTES } from '@aegis/protocol';
import { Hono } from 'hono';
import { beforeAll, describe, expect, test } from 'vitest';
import { createTestApp } from '../../testing/test-app.ts';
import { docsPage } from './serve-docs.ts';

describe('the page at /docs', () => {
  let answer: Response;
  let page: string;
  beforeAll(async () => {
    answer = await new Hono().get('/docs', docsPage('1.2.3')).request('/docs');
    page = await answer.text();
  });

  test('is there for everybody, as HTML, with the headers of every answer', async () => {
    const access = { authToken: 'a-token-of-enough-length' };
    const { request } = await createTestApp({ access });
    const served = await request('/docs');
    expect(served.status).toBe(200);
    expect(served.headers.get('content-type')).toMatch(/^text\/html/);
    expect(served.headers.get('x-content-type-options')).toBe('nosniff');
    expect(served.headers.get('content-security-policy')).toContain('style-src');
    expect(await served.text()).toBe(page);
    expect(page).toMatch(/^<!doctype html>/);
  });

  test.each(Object.entries(ROUTES))('has %s', (id, { method, path, summary }) => {
    const start = page.indexOf(`id="${id}"`);
    expect(start).toBeGreaterThan(0);
    const end = page.indexOf('</h4>', start);
    const text = page
      .slice(start, end)
      .replaceAll(/<[^>]+>/g, ' ')
      .replaceAll(/\s+/g, ' ');
    expect(text).toContain(`${method} ${path}`);
    expect(text).toContain(escaped(summary));
  });

  test('says of a field what it is', () => {
    const text = page.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');
    expect(text).toContain(
      'whenBusy optional &quot;queue&quot;, &quot;reject&quot; or &quot;interrupt&quot;',
    );
    expect(text).toContain('concurrency optional integer 1 to 50');
  });

  test('every link leads somewhere', () => {
    const targets = [...page.matchAll(/href="#([^"]+)"/g)].map(([, target]) => target ?? '');
    expect(targets).toContain('sessions');
    for (const target of targets) expect(page).toContain(`id="${target}"`);
  });

  test('lets in its own style and nothing else', () => {
    const style = /<style>([\s\S]*)<\/style>/.exec(page)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(answer.headers.get('content-security-policy')).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; frame-ancestors 'none'`,
    );
    expect(page).not.toMatch(/<script|style="| on\w+="/);
  });

  test('is refused to another host, as everything is', async () => {
    const { request } = await createTestApp();
    const refused = await request('/docs', { headers: { host: 'evil.example' } });
    expect(refused.status).toBe(403);
  });
});

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll("'", '&#39;').replaceAll('"', '&quot;');
}
