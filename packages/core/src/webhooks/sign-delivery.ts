import { createHmac } from 'node:crypto';
import type { AegisEvent } from '@aegis/protocol';

export interface Delivery {
  headers: Readonly<Record<string, string>>;
  body: string;
}

/** The request that tells `event`. @param now epoch milliseconds, of this attempt */
export function signDelivery(event: AegisEvent, secret: string, now: number): Delivery {
  const body = JSON.stringify(event);
  const timestamp = String(Math.floor(now / 1_000));
  const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
      'user-agent': 'aegis-webhook',
      'aegis-event-id': String(event.id),
      'aegis-timestamp': timestamp,
      'aegis-signature': `v1=${signature}`,
    },
  };
}
