import type { ErrorStep } from '../../api/reply.ts';

/** How a request failed, in Claude Code's words: those of the screen, and those of its StopFailure hook. */
export interface Failure {
  readonly text: string;
  readonly error: string;
  /** A limit of the account stands below the prompt, and in another colour. */
  readonly isLimit: boolean;
}

const RETRIED = new Set([401, 408, 409, 429]);

/** Whether Claude Code asks again. */
export function isRetried({ status }: ErrorStep): boolean {
  return RETRIED.has(status) || status >= 500;
}

/** @param headers of the answer, lower case */
export function failureOf(
  { status, message }: ErrorStep,
  headers: Readonly<Record<string, string>>,
): Failure {
  if (status === 429 && headers['anthropic-ratelimit-unified-status'] === 'rejected') {
    return { text: limitText(headers), error: 'rate_limit', isLimit: true };
  }
  const text = (words: string, error: string): Failure => ({ text: words, error, isLimit: false });
  if (status === 401) {
    return text(`Please run /login · API Error: 401 ${message}`, 'authentication_failed');
  }
  if (status === 429) return text(`API Error: Request rejected (429) · ${message}`, 'rate_limit');
  if (status === 529) {
    return text(
      'API Error: Repeated 529 Overloaded errors. The API is at capacity — this is usually temporary. Try again in a moment.',
      'server_error',
    );
  }
  return text(`API Error: ${status} ${message}`, status >= 500 ? 'server_error' : 'unknown');
}

export const CUT_OFF: Failure = {
  text: 'API Error: Server error mid-response. The response above may be incomplete.',
  error: 'server_error',
  isLimit: false,
};

export const TOO_LONG: Failure = {
  text: "API Error: Claude's response exceeded the 128000 output token maximum. To configure this behavior, set the CLAUDE_CODE_MAX_OUTPUT_TOKENS environment variable.",
  error: 'max_output_tokens',
  isLimit: false,
};

export const REFUSED: Failure = {
  text: "API Error: The model's safeguards flagged this message (https://www.anthropic.com/legal/aup). This sometimes happens with safe, normal conversations. Claude Code can't respond to this message.",
  error: 'invalid_request',
  isLimit: false,
};

const CLAIMS: Readonly<Record<string, string>> = {
  five_hour: '5-hour limit',
  seven_day: 'weekly limit',
};

function limitText(headers: Readonly<Record<string, string>>): string {
  const claim = headers['anthropic-ratelimit-unified-representative-claim'] ?? '';
  const reset = Number(headers['anthropic-ratelimit-unified-reset']);
  const hit = `You've hit your ${CLAIMS[claim] ?? 'limit'}`;
  if (!Number.isFinite(reset) || reset <= 0) return hit;
  const time = new Date(reset * 1000).toLocaleTimeString('en-US', {
    hour: 'numeric',
    minute: '2-digit',
    timeZone: 'UTC',
  });
  return `${hit} · resets ${time.replace(' ', '').toLowerCase()} (UTC)`;
}
