import type { JsonSchema } from '@aegis/protocol/json-schema';
import { html } from 'hono/html';
import { fieldsOf, limitWords, objectsIn, typeWords, type Field } from './schema-words.ts';

export type Html = ReturnType<typeof html>;

/** Levels of objects in objects that are shown; the document itself has all of them. */
const MAX_DEPTH = 6;

/** An object as a table of its fields; one inside of it opens below its row. */
export function renderSchema(schema: JsonSchema | boolean, depth = 0): Html {
  const objects = objectsIn(schema);
  if (objects.length === 0) return html`<p class="type">${typeWords(schema)}</p>`;
  const tables = objects.map((object) => renderFields(fieldsOf(object), depth));
  return html`${tables}`;
}

function renderFields(fields: readonly Field[], depth: number): Html {
  if (fields.length === 0) return html`<p class="type">no fields</p>`;
  return html`<table>
    ${fields.map((field) => renderField(field, depth))}
  </table>`;
}

function renderField({ name, schema, isRequired }: Field, depth: number): Html {
  const limits = limitWords(schema);
  const hasMore = objectsIn(schema).length > 0 && depth < MAX_DEPTH;
  return html`<tr>
    <td><code>${name}</code>${isRequired ? '' : html` <span class="optional">optional</span>`}</td>
    <td>
      ${typeWords(schema)}${limits === '' ? '' : html`<br /><small>${limits}</small>`}
      ${
        hasMore
          ? html`<details>
              <summary>its fields</summary>
              ${renderSchema(schema, depth + 1)}
            </details>`
          : ''
      }
    </td>
  </tr>`;
}
