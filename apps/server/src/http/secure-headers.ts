import type { MiddlewareHandler } from 'hono';

/** No answer may be kept, taken for another type, or framed; a page that got one all the same can do nothing with it. */
export const secureHeaders: MiddlewareHandler = async (context, next) => {
  await next();
  const { headers } = context.res;
  headers.set('x-content-type-options', 'nosniff');
  headers.set('cross-origin-resource-policy', 'same-origin');
  if (!headers.has('content-security-policy')) {
    headers.set('content-security-policy', "default-src 'none'; frame-ancestors 'none'");
  }
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-store');
};
