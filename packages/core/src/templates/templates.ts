import type {
  CreateSessionBody,
  RunTemplateBody,
  Template,
  TemplateBody,
  TemplateFields,
} from '@aegis/protocol';
import type { SessionStore } from '@aegis/store';
import { notYet } from '../not-yet.ts';
import type { Clock } from '../ports/clock.ts';

/** Templates of sessions: built in, and kept by callers. */
export class Templates {
  constructor(_store: SessionStore, _clock: Clock) {}

  create(_body: TemplateBody): Template {
    throw notYet('templates');
  }

  list(): Template[] {
    throw notYet('templates');
  }

  get(_id: string): Template {
    throw notYet('templates');
  }

  replace(_id: string, _fields: TemplateFields): Template {
    throw notYet('templates');
  }

  delete(_id: string): void {
    throw notYet('templates');
  }

  /** A run of a template as the session that it asks for; `templateId` stays set. */
  expand(_id: string, _body: RunTemplateBody): CreateSessionBody {
    throw notYet('templates');
  }
}
