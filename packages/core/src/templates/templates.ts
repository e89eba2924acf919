import {
  AegisError,
  templateFieldsSchema,
  toTimestamp,
  type CreateSessionBody,
  type Template,
  type TemplateBody,
  type TemplateFields,
} from '@aegis/protocol';
import type { JsonValue, KeyValue, SessionStore } from '@aegis/store';
import * as v from 'valibot';
import type { Clock } from '../ports/clock.ts';
import { checkPolicy } from '../policy/check-policy.ts';
import { BUILT_IN_TEMPLATES } from './built-in.ts';
import { expandTemplate } from './expand-template.ts';
import { checkTemplate, variablesOf } from './template-variables.ts';

const PREFIX = 'core.template.';

type KnownTemplate = TemplateBody & { builtIn: boolean; updatedAt: number | null };

/** Templates of sessions: built in, and kept by callers. What another version kept and this one cannot read stays there. */
export class Templates {
  readonly #store: SessionStore;
  readonly #clock: Clock;

  constructor(store: SessionStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** @throws AegisError `template_exists`, `template_built_in`, `invalid_request` */
  create({ id, ...fields }: TemplateBody): Template {
    refuseBuiltIn(id);
    if (this.#stored(id) !== null) {
      throw new AegisError(
        'template_exists',
        `There is a template "${id}" already. Change it with PUT /v1/templates/${id}, or choose another id.`,
        { details: { id } },
      );
    }
    return this.#keep(id, fields);
  }

  /** By id. */
  list(): Template[] {
    const kept = this.#store
      .listKeys({ prefix: PREFIX, at: this.#clock.now() })
      .map(fromStored)
      .filter((known) => known !== null);
    return [...BUILT_IN.values(), ...kept.filter(({ id }) => !BUILT_IN.has(id))]
      .sort((one, other) => (one.id < other.id ? -1 : 1))
      .map(toTemplate);
  }

  /** @throws AegisError `template_not_found` */
  get(id: string): Template {
    return toTemplate(this.#find(id));
  }

  /** @throws AegisError `template_not_found`, `template_built_in`, `invalid_request` */
  replace(id: string, fields: TemplateFields): Template {
    refuseBuiltIn(id);
    if (this.#stored(id) === null) throw notThere(id);
    return this.#keep(id, fields);
  }

  /** @throws AegisError `template_not_found`, `template_built_in` */
  delete(id: string): void {
    refuseBuiltIn(id);
    if (!this.#store.deleteKey(PREFIX + id)) throw notThere(id);
  }

  /**
   * What is really asked for: with its template filled in, where it names one. `templateId` stays set, so only what has not
   * been expanded may be passed.
   * @throws AegisError `template_not_found`, `variable_missing`, `variable_unknown`, `invalid_request`
   */
  expand({ templateId, ...request }: CreateSessionBody): CreateSessionBody {
    if (templateId !== undefined) return expandTemplate(this.#find(templateId), request);
    if (request.variables === undefined) return request;
    throw new AegisError(
      'invalid_request',
      "`variables` are a template's; name one in `templateId`, or leave them out.",
    );
  }

  #find(id: string): KnownTemplate {
    const stored = this.#stored(id);
    const known = BUILT_IN.get(id) ?? (stored === null ? null : fromStored(stored));
    if (known === null) throw notThere(id);
    return known;
  }

  #stored(id: string): KeyValue | null {
    return this.#store.getKey(PREFIX + id, this.#clock.now());
  }

  #keep(id: string, fields: TemplateFields): Template {
    checkTemplate(fields);
    const policy = fields.session?.policy;
    if (policy !== undefined) checkPolicy(policy, 'session.policy');
    this.#store.setKey({
      key: PREFIX + id,
      // What a schema of JSON has let through is JSON.
      value: fields as unknown as JsonValue,
      at: this.#clock.now(),
      expiresAt: null,
    });
    return this.get(id);
  }
}

const BUILT_IN: ReadonlyMap<string, KnownTemplate> = new Map(
  BUILT_IN_TEMPLATES.map((body) => [body.id, { ...body, builtIn: true, updatedAt: null }]),
);

/** Null for one that this version cannot read. */
function fromStored({ key, value, updatedAt }: KeyValue): KnownTemplate | null {
  const fields = v.safeParse(templateFieldsSchema, value);
  if (!fields.success) return null;
  return { id: key.slice(PREFIX.length), ...fields.output, builtIn: false, updatedAt };
}

function toTemplate(known: KnownTemplate): Template {
  const { id, description = null, prompt, session = {}, builtIn, updatedAt } = known;
  return {
    id,
    description,
    prompt,
    variables: variablesOf(known).map((variable) => ({
      name: variable.name,
      description: variable.description ?? null,
      default: variable.default ?? null,
    })),
    session,
    builtIn,
    updatedAt: updatedAt === null ? null : toTimestamp(updatedAt),
  };
}

function refuseBuiltIn(id: string): void {
  if (!BUILT_IN.has(id)) return;
  throw new AegisError(
    'template_built_in',
    `"${id}" comes with Aegis and stays as it is. Keep what you want under another id.`,
    { details: { id } },
  );
}

function notThere(id: string): AegisError {
  return new AegisError(
    'template_not_found',
    `There is no template "${id.slice(0, 80)}". List them with GET /v1/templates.`,
    { details: { id: id.slice(0, 80) } },
  );
}
