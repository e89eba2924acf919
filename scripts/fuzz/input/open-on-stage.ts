import type { OpenDoor, Verdict } from '../door.ts';
import { stageApp, type AppStage } from './stage-app.ts';

/** A door whose inputs go into the server's app; a fresh one each time that it is renewed. */
export async function openOnStage<Input>(
  inputs: OpenDoor<Input>['inputs'],
  check: (input: Input, stage: AppStage) => Promise<Verdict>,
): Promise<OpenDoor<Input>> {
  let stage: AppStage | null = await stageApp();
  return {
    inputs,
    check: (input) => {
      if (stage === null) throw new Error('closed');
      return check(input, stage);
    },
    async renew() {
      await stage?.close();
      stage = await stageApp();
    },
    async close() {
      await stage?.close();
      stage = null;
    },
  };
}
