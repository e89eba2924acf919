import type { LatencyName } from '@aegis/core';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** Seconds: of a keystroke's effect up to a minute. */
const QUICK_BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
/** Seconds: of a short turn, or of a person's answer, up to hours. */
const LONG_BUCKETS = [0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600, 14_400];

type Definition = { name: string; help: string };

/** What a gauge that is read at the scrape sets. */
export type Collect<Label extends string> = (gauge: Gauge<Label>) => void | Promise<void>;

/** The counters of what happens. No label takes what a user names or Claude Code makes up, but models, which are bounded. */
export function defineCounters(registry: Registry) {
  const registers = [registry];
  const counter = <Label extends string = never>(
    { name, help }: Definition,
    labelNames: Label[] = [],
  ) => new Counter({ name, help, labelNames, registers });
  return {
    created: counter({
      name: 'aegis_sessions_created_total',
      help: 'Sessions that were started or adopted.',
    }),
    exited: counter(
      { name: 'aegis_sessions_exited_total', help: 'Sessions that ended, by the reason.' },
      ['reason'],
    ),
    prompts: counter(
      {
        name: 'aegis_prompts_total',
        help: 'Verdicts on the delivery of prompts; one that is proven late has two.',
      },
      ['verdict'],
    ),
    turns: counter({ name: 'aegis_turns_total', help: 'Turns that ended, by their outcome.' }, [
      'outcome',
    ]),
    pendingsOpened: counter(
      { name: 'aegis_pendings_opened_total', help: 'Dialogs that sessions waited on, by kind.' },
      ['kind'],
    ),
    pendingsClosed: counter(
      {
        name: 'aegis_pendings_closed_total',
        help: 'Dialogs that were closed: by a call of the API (aegis), by a policy, or elsewhere: in the terminal or by Claude Code itself.',
      },
      ['by'],
    ),
    policyDecisions: counter(
      { name: 'aegis_policy_decisions_total', help: 'What permission policies decided.' },
      ['decision'],
    ),
    stalls: counter({ name: 'aegis_stalls_total', help: 'Stalls that began, by kind.' }, ['kind']),
    recoverySteps: counter(
      {
        name: 'aegis_recovery_steps_total',
        help: 'Steps of recovery policies, by rung and what they came to.',
      },
      ['rung', 'outcome'],
    ),
    gates: counter(
      { name: 'aegis_gates_total', help: 'Quality gates that finished, by verdict.' },
      ['verdict'],
    ),
    messages: counter(
      { name: 'aegis_messages_total', help: 'Pieces of conversation that were told, by role.' },
      ['role'],
    ),
    drifts: counter({
      name: 'aegis_screen_drifts_total',
      help: "Screens that differed from tmux's own and were healed.",
    }),
    tokens: counter(
      {
        name: 'aegis_tokens_total',
        help: 'Tokens that sessions used, by model and kind: input, output, cache_read, cache_write.',
      },
      ['model', 'kind'],
    ),
    cost: counter(
      {
        name: 'aegis_cost_usd_total',
        help: 'What the tokens cost by list prices, in US dollars, by model. Models without a known price are left out.',
      },
      ['model'],
    ),
    unpriced: counter(
      {
        name: 'aegis_unpriced_tokens_total',
        help: 'Tokens whose price is not known, by model: they are in no cost.',
      },
      ['model'],
    ),
  };
}
export type Counters = ReturnType<typeof defineCounters>;

export function defineLatencies(registry: Registry): Record<LatencyName, Histogram> {
  const histogram = ({ name, help }: Definition, buckets: number[]) =>
    new Histogram({ name, help, buckets, registers: [registry] });
  return {
    startup: histogram(
      {
        name: 'aegis_startup_seconds',
        help: 'From the start of Claude Code until it takes a prompt, works on one or asks something.',
      },
      QUICK_BUCKETS,
    ),
    delivery: histogram(
      {
        name: 'aegis_delivery_seconds',
        help: "From a prompt's acceptance to the proof of its delivery, the wait for its turn included.",
      },
      LONG_BUCKETS,
    ),
    firstResponse: histogram(
      {
        name: 'aegis_first_response_seconds',
        help: "From a delivered prompt to Claude's first words or tool call.",
      },
      LONG_BUCKETS,
    ),
    turn: histogram(
      { name: 'aegis_turn_seconds', help: 'From a delivered prompt to the end of its turn.' },
      LONG_BUCKETS,
    ),
    answer: histogram(
      { name: 'aegis_answer_seconds', help: 'From the opening of a dialog to its end.' },
      LONG_BUCKETS,
    ),
  };
}

/** What is read when it is asked for. */
export function defineGauges(
  registry: Registry,
  collect: {
    sessions: Collect<'status'>;
    streams: Collect<never>;
    storeAvailable: Collect<never>;
    damagedRows: Collect<never>;
    disagreements: Collect<'what'>;
  },
): void {
  const gauge = <Label extends string>(
    { name, help }: Definition,
    labelNames: Label[],
    read: Collect<Label>,
  ) =>
    new Gauge({
      ...{ name, help, labelNames, registers: [registry] },
      collect() {
        return read(this);
      },
    });
  gauge(
    { name: 'aegis_sessions', help: 'Sessions that are stored, by status; `exited` has ended.' },
    ['status'],
    collect.sessions,
  );
  gauge(
    { name: 'aegis_event_streams', help: 'Event streams (SSE and WebSocket) that are open.' },
    [],
    collect.streams,
  );
  gauge(
    {
      name: 'aegis_store_available',
      help: '1 where what happens can be stored, 0 where it waits; GET /v1/health says why.',
    },
    [],
    collect.storeAvailable,
  );
  gauge(
    { name: 'aegis_store_damaged_rows', help: 'Rows of the database that cannot be read.' },
    [],
    collect.damagedRows,
  );
  gauge(
    {
      name: 'aegis_disagreements',
      help: 'How often sources of status disagreed, or a screen was unknown, since counting began with this state directory.',
    },
    ['what'],
    collect.disagreements,
  );
}

export function defineBuild(registry: Registry, version: string): void {
  new Gauge({
    ...{ name: 'aegis_build_info', help: '1, with the version of the server.' },
    ...{ labelNames: ['version'], registers: [registry] },
  }).set({ version }, 1);
}
