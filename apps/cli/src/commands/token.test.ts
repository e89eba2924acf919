import { AegisError } from '@aegis/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AT, createFakeWorld, type FakeWorld } from '../testing/run-against-fake.ts';

const TOKEN = {
  id: 'tok_00000000000000000001',
  name: 'ci',
  scopes: ['read', 'approve'],
  createdAt: AT,
  expiresAt: null,
};
let world: FakeWorld;
beforeEach(async () => {
  world = await createFakeWorld();
});
afterEach(() => world.aegis.stop());

describe('token', () => {
  test('create prints the token alone, and what becomes of it beside', async () => {
    world.aegis.answer('createToken', () => ({ ...TOKEN, token: 'aegis_secret' }));
    const run = await world.run(['token', 'create', 'ci', '--scopes', 'read, approve']);
    expect(run).toMatchObject({ code: 0, stdout: 'aegis_secret\n' });
    expect(run.stderr).toContain(`aegis token revoke ${TOKEN.id}`);
    expect(world.bodies()).toEqual([['createToken', { name: 'ci', scopes: ['read', 'approve'] }]]);
  });

  test('create --expires-in gives a moment to come', async () => {
    world.aegis.answer('createToken', () => ({ ...TOKEN, token: 'aegis_secret' }));
    const run = await world.run(['token', 'create', 'ci', '-s', 'read', '--expires-in', '2h']);
    const [[, body] = []] = world.bodies();
    const { expiresAt } = body as { expiresAt: string };
    expect(Date.parse(expiresAt)).toBe(run.io.now() + 7_200_000);
  });

  test.each([
    [['token', 'create', 'ci']],
    [['token', 'create', 'ci', '-s', 'root']],
    [['token', 'create', 'ci', '-s', '']],
    [['token', 'create', 'ci', '-s', 'read', '--expires-in', 'soon']],
    [['token', 'create', '-s', 'read']],
    [['token', 'revoke']],
    [['token']],
  ])('refuses %j', async (parameters) => {
    expect((await world.run(parameters)).code).toBe(2);
    expect(world.bodies()).toEqual([]);
  });

  test('ls shows what there is, without secrets', async () => {
    world.aegis.answer('listTokens', () => ({ tokens: [TOKEN], nextCursor: null }));
    const { stdout } = await world.run(['token', 'ls']);
    expect(stdout).toMatch(
      /ID +NAME +SCOPES +AGE +EXPIRES\ntok_0+1 +ci +read,approve +\S+ +never\n/,
    );
    world.aegis.answer('listTokens', () => ({ tokens: [], nextCursor: null }));
    expect((await world.run(['token', 'ls'])).stdout).toBe('No tokens.\n');
    expect((await world.run(['token', 'ls', '--json'])).stdout).toBe(
      '{"tokens":[],"nextCursor":null}\n',
    );
  });

  test('revoke revokes each', async () => {
    world.aegis.answer('revokeToken', () => ({ ok: true }));
    const second = 'tok_00000000000000000002';
    const run = await world.run(['token', 'revoke', TOKEN.id, second]);
    expect(run).toMatchObject({ code: 0, stdout: `Revoked ${TOKEN.id}\nRevoked ${second}\n` });
    expect(world.aegis.requests.map(({ sessionId }) => sessionId)).toEqual([TOKEN.id, second]);
  });

  test('says what to do where the token at hand may not', async () => {
    world.aegis.answer('listTokens', () => {
      throw new AegisError('scope_missing', 'This needs admin.');
    });
    const { code, stderr } = await world.run(['token', 'ls']);
    expect(code).toBe(1);
    expect(stderr).toContain('aegis token create');
  });
});
