import { readFile } from 'node:fs/promises';
import { modelPricesSchema, type ModelPrices } from '@aegis/core';
import { AegisError, isValueTooDeep } from '@aegis/protocol';
import * as v from 'valibot';
import { jsonProblem } from '../json-problem.ts';

/** @throws AegisError `config_invalid` */
export async function loadPrices(path: string): Promise<ModelPrices> {
  const invalid = (problem: string, cause?: unknown) =>
    new AegisError(
      'config_invalid',
      `The prices file "${path}" ${problem}. Correct it, or --prices-file or AEGIS_PRICES_FILE; docs/metrics.md says what it must hold.`,
      { details: { setting: 'pricesFile' }, cause },
    );
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw invalid('cannot be read', error);
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw invalid(`is not valid JSON${jsonProblem(text, error)}`);
  }
  if (Array.isArray(json) || isValueTooDeep(json)) throw invalid('must hold one JSON object');
  const parsed = v.safeParse(modelPricesSchema, json);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw invalid(`is wrong at "${v.getDotPath(issue) ?? ''}": ${issue.message}`);
}
