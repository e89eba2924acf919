import { AegisError, errorBodySchema, type Route, toRequestIssues } from '@aegis/protocol';
import * as v from 'valibot';
import { AegisAnswerError } from './errors.ts';

/** Enough of a foreign answer to recognise who gave it. */
const EXCERPT_CHARACTERS = 200;

/** An answer as it came, with what it answers to. */
export interface HttpAnswer {
  status: number;
  text: string;
  /** `GET http://127.0.0.1:9100/v1/health` */
  request: string;
}

/** An error body of a server that may know more codes than we do. */
const looseErrorSchema = v.looseObject({ error: v.string(), code: v.string() });

export function answerInvalid(request: string, what: string, details: object): AegisError {
  return new AegisError(
    'server_answer_invalid',
    `${request} was not answered as an Aegis server of this version answers: ${what}. Check that it is Aegis that listens there, and that both sides are of one version.`,
    { details: { ...details } },
  );
}

function parseJson(text: string): { value: unknown } | null {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return null;
  }
}

function toError({ status, text, request }: HttpAnswer): AegisError {
  const json = parseJson(text)?.value;
  const body = v.safeParse(errorBodySchema, json);
  if (body.success) {
    const { code, error, details, requestId } = body.output;
    return new AegisAnswerError(code, error, { details, requestId, httpStatus: status });
  }
  const loose = v.safeParse(looseErrorSchema, json);
  if (loose.success) {
    const { code, error } = loose.output;
    return answerInvalid(request, `HTTP ${status} with the unknown code ${code}, "${error}"`, {
      httpStatus: status,
      body: json,
    });
  }
  return answerInvalid(request, `HTTP ${status} without an error body`, {
    httpStatus: status,
    excerpt: text.slice(0, EXCERPT_CHARACTERS),
  });
}

/** @throws AegisError the server's own, or `server_answer_invalid` */
export function checkAnswer(route: Route, answer: HttpAnswer): unknown {
  const { status, text, request } = answer;
  if (status < 200 || status > 299) throw toError(answer);
  const json = parseJson(text);
  if (json === null) {
    throw answerInvalid(request, `HTTP ${status} with a body that is no JSON`, {
      httpStatus: status,
      excerpt: text.slice(0, EXCERPT_CHARACTERS),
    });
  }
  const result = v.safeParse(route.answer, json.value);
  if (result.success) return result.output;
  const issues = toRequestIssues(result.issues);
  const [first] = issues;
  throw answerInvalid(
    request,
    first.path === '' ? first.message : `${first.path}: ${first.message}`,
    {
      httpStatus: status,
      issues,
    },
  );
}
