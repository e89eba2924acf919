import type { Aegis } from '@aegis/core';
import { AegisError } from '@aegis/protocol';
import type { Context } from 'hono';
import { notReady } from '../handlers.ts';
import { authenticate, unauthorized } from './authenticate.ts';
import type { Caller } from './caller.ts';
import { checkHost, type HostRules } from './check-host.ts';
import { checkOrigin } from './check-origin.ts';
import { FailedGuesses } from './failed-guesses.ts';
import { readCredential } from './read-credential.ts';
import { TokenBook } from './token-book.ts';

/** What every request passes. */
export interface Gate {
  /** From where it comes, and for whom it is meant. @throws AegisError `forbidden_host`, `forbidden_origin` */
  checkPlace: (context: Context) => void;
  /** @throws AegisError `unauthorized`, `too_many_attempts`, `shutting_down` */
  caller: (context: Context) => Caller;
  /** What the request brought to say who asks; null where it brought nothing. */
  credential: (context: Context) => string | null;
  /** As {@link Gate.caller}; null without a valid token. */
  callerOrNobody: (context: Context) => Caller | null;
  tokens: () => TokenBook;
}

export interface GateDependencies {
  aegis: () => Aegis | null;
  access: HostRules & { authToken: string | null };
  facts: { now: () => number };
  remoteAddress: (context: Context) => string | undefined;
}

export function createGate({ aegis, access, facts, remoteAddress }: GateDependencies): Gate {
  const guesses = new FailedGuesses();
  let opened: { aegis: Aegis; tokens: TokenBook } | null = null;

  function tokens(): TokenBook {
    const current = aegis();
    if (current === null) throw notReady();
    if (opened?.aegis !== current) {
      opened = { aegis: current, tokens: new TokenBook(current.keys, facts.now) };
    }
    return opened.tokens;
  }

  const credential = (context: Context) =>
    readCredential({
      authorization: context.req.header('authorization'),
      subprotocols: context.req.header('sec-websocket-protocol'),
    });

  function identify(context: Context): Caller | null {
    const attempt = {
      credential: credential(context),
      address: remoteAddress(context),
      now: facts.now(),
    };
    return authenticate(attempt, { authToken: access.authToken, tokens, guesses });
  }

  return {
    tokens,
    credential,
    checkPlace(context) {
      const host = context.req.header('host');
      checkHost(host, access);
      // An address that is sent whole has a host of its own.
      checkHost(new URL(context.req.url).host, access);
      const origin = context.req.header('origin');
      checkOrigin({ origin, host, secFetchSite: context.req.header('sec-fetch-site') });
    },
    caller(context) {
      const caller = identify(context);
      if (caller === null) throw unauthorized('This server needs a token.');
      return caller;
    },
    callerOrNobody(context) {
      try {
        return identify(context);
      } catch (error) {
        if (AegisError.is(error) && error.code === 'unauthorized') return null;
        throw error;
      }
    },
  };
}
