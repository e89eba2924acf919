import { okSchema } from '../answer.ts';
import { disagreementsSchema } from '../disagreement.ts';
import { healthSchema } from '../health.ts';
import { createTokenBodySchema, createdTokenSchema, tokenListSchema } from '../token.ts';
import {
  createWebhookBodySchema,
  createdWebhookSchema,
  deadLettersSchema,
  webhookListSchema,
} from '../webhook.ts';
import type { Route } from './route.ts';

/** The server itself, and who is let in and told. */
export const ADMINISTRATION_ROUTES = {
  health: {
    method: 'GET',
    path: '/v1/health',
    scope: 'public',
    summary: 'Whether the server, tmux and Claude Code are well',
    status: 200,
    answer: healthSchema,
    kind: 'json',
  },
  disagreements: {
    method: 'GET',
    path: '/v1/disagreements',
    scope: 'read',
    summary:
      'Screens that no rule knew and sources that contradicted each other for long: counts, and redacted frames',
    status: 200,
    answer: disagreementsSchema,
    kind: 'json',
  },
  createToken: {
    method: 'POST',
    path: '/v1/tokens',
    scope: 'admin',
    summary: 'Make a token with some of the scopes; its secret is in this answer and nowhere else',
    body: createTokenBodySchema,
    status: 201,
    answer: createdTokenSchema,
    kind: 'json',
  },
  listTokens: {
    method: 'GET',
    path: '/v1/tokens',
    scope: 'admin',
    summary: 'The tokens that were made and still hold, oldest first, without their secrets',
    status: 200,
    answer: tokenListSchema,
    kind: 'json',
  },
  revokeToken: {
    method: 'DELETE',
    path: '/v1/tokens/:id',
    scope: 'admin',
    summary:
      'Revoke a token; requests with it are refused from now on, and its event streams are cut',
    status: 200,
    answer: okSchema,
    kind: 'json',
  },
  createWebhook: {
    method: 'POST',
    path: '/v1/webhooks',
    scope: 'admin',
    summary:
      'Have events sent to an address, from now on; a secret that is made is in this answer and nowhere else',
    body: createWebhookBodySchema,
    status: 201,
    answer: createdWebhookSchema,
    kind: 'json',
  },
  listWebhooks: {
    method: 'GET',
    path: '/v1/webhooks',
    scope: 'admin',
    summary: 'The webhooks, oldest first, with what they are held up by, without their secrets',
    status: 200,
    answer: webhookListSchema,
    kind: 'json',
  },
  removeWebhook: {
    method: 'DELETE',
    path: '/v1/webhooks/:id',
    scope: 'admin',
    summary: 'Remove a webhook; a delivery that is being made is broken off',
    status: 200,
    answer: okSchema,
    kind: 'json',
  },
  webhookDeliveries: {
    method: 'GET',
    path: '/v1/webhooks/:id/deliveries',
    scope: 'admin',
    summary: 'The events that a webhook gave up on, newest first',
    status: 200,
    answer: deadLettersSchema,
    kind: 'json',
  },
} as const satisfies Record<string, Route>;
