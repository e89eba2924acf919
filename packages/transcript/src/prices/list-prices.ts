import type { ModelPrice, ModelPrices } from './model-price.ts';

/** When, and from where, {@link LIST_PRICES} were taken. */
export const LIST_PRICES_TAKEN = {
  on: '2026-11-29',
  from: [
    'https://platform.claude.com/docs/en/about-claude/pricing',
    'https://platform.claude.com/docs/en/build-with-claude/fast-mode',
    'the price table of Claude Code 2.1.330, which agrees, and alone has Fable 5.2 and Mythos 5.2',
  ],
} as const;

/** What the list asks for a request that is served in the United States alone (`inference_geo: "us"`), as a factor. */
export const US_ONLY_FACTOR = 1.1;

/** As the list has them: a cache write is 1.25 times (5 minutes) or twice (an hour) the input; what a read costs differs. */
function price(input: number, output: number, cacheRead: number): ModelPrice {
  return { input, output, cacheRead, cacheWrite5m: input * 1.25, cacheWrite1h: input * 2 };
}

const OPUS_4 = price(15, 75, 1.5);
const OPUS_4_5 = price(5, 25, 0.5);
const SONNET = price(3, 15, 0.3);
/** The beta with a context of a million tokens, which these two had. */
const SONNET_WITH_LONG_PROMPTS = {
  ...SONNET,
  longPrompt: { above: 200_000, ...price(6, 22.5, 0.6) },
};
const FABLE_5_1 = price(10, 50, 0.25);
const FABLE_5_2 = { ...price(8, 40, 0.2), fast: price(16, 80, 0.4) };

/**
 * Anthropic's list prices, USD per million tokens. A model that is not here has no known price; its neighbours say nothing
 * about it. To add one, see docs/metrics.md.
 */
export const LIST_PRICES: ModelPrices = {
  'claude-fable-5-2': FABLE_5_2,
  'claude-fable-5-1': FABLE_5_1,
  'claude-fable-5': price(10, 50, 1),
  'claude-mythos-5-2': FABLE_5_2,
  'claude-mythos-5-1': FABLE_5_1,
  'claude-mythos-5': price(10, 50, 1),
  'claude-opus-5-5': { ...price(4, 20, 0.2), fast: price(8, 40, 0.4) },
  'claude-opus-5': { ...OPUS_4_5, fast: price(10, 50, 1) },
  'claude-opus-4-8': { ...OPUS_4_5, fast: price(10, 50, 1) },
  'claude-opus-4-7': { ...OPUS_4_5, fast: price(30, 150, 3) },
  'claude-opus-4-6': { ...OPUS_4_5, fast: price(30, 150, 3) },
  'claude-opus-4-5': OPUS_4_5,
  'claude-opus-4-1': OPUS_4,
  'claude-opus-4': OPUS_4,
  // Since 2026-10-07; a read of the cache was 0.20 before.
  'claude-sonnet-5-5': price(2, 10, 0.1),
  'claude-sonnet-5': price(2, 10, 0.2),
  'claude-sonnet-4-6': SONNET,
  'claude-sonnet-4-5': SONNET_WITH_LONG_PROMPTS,
  'claude-sonnet-4': SONNET_WITH_LONG_PROMPTS,
  'claude-3-7-sonnet': SONNET,
  'claude-3-5-sonnet': SONNET,
  'claude-haiku-5-5': {
    ...price(0.1, 0.5, 0.01),
    longPrompt: { above: 100_000, ...price(0.5, 2.5, 0.05) },
  },
  'claude-haiku-4-5': price(1, 5, 0.1),
  'claude-3-5-haiku': price(0.8, 4, 0.08),
};

/** Other names that Anthropic gives the same models. */
export const MODEL_ALIASES: Readonly<Record<string, string>> = {
  'claude-opus-4-0': 'claude-opus-4',
  'claude-sonnet-4-0': 'claude-sonnet-4',
};
