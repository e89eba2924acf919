import type { Context } from 'hono';
import { renderDocsPage } from './render-page.ts';
import { STYLE_HASH } from './style.ts';

/** The page is the same for everybody and says nothing of this server but its version. */
export function docsPage(version: string): (context: Context) => Response | Promise<Response> {
  let page: ReturnType<typeof renderDocsPage> | null = null;
  return (context) => {
    page ??= renderDocsPage(version);
    context.header(
      'content-security-policy',
      `default-src 'none'; style-src '${STYLE_HASH}'; frame-ancestors 'none'`,
    );
    return context.html(page);
  };
}
