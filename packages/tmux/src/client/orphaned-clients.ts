/** A control client and the process that started it, by pid. */
export interface ClientOwner {
  client: number;
  owner: number;
}

/** What the owners' option holds: `101:100 205:200`. What is not of that form is left out. */
export function parseOwners(text: string): ClientOwner[] {
  return text.split(' ').flatMap((entry) => {
    const [, client, owner] = /^(\d{1,10}):(\d{1,10})$/.exec(entry) ?? [];
    return client === undefined || owner === undefined
      ? []
      : [{ client: Number(client), owner: Number(owner) }];
  });
}

export function formatOwners(owners: readonly ClientOwner[]): string {
  return owners.map(({ client, owner }) => `${client}:${owner}`).join(' ');
}

export interface OwnedClients {
  owners: readonly ClientOwner[];
  /** Control clients that the server has. */
  attached: ReadonlySet<number>;
  /** Parents of their processes; a client that is not in it has no process any more. */
  parents: ReadonlyMap<number, number>;
}

/** Splits the clients that are there by whether the process that started each one is still its parent. */
export function sortOwners({ owners, attached, parents }: OwnedClients): {
  orphaned: number[];
  kept: ClientOwner[];
} {
  const present = owners.filter(({ client }) => attached.has(client) && parents.has(client));
  const isKept = ({ client, owner }: ClientOwner) => parents.get(client) === owner;
  return {
    orphaned: present.filter((one) => !isKept(one)).map(({ client }) => client),
    kept: present.filter(isKept),
  };
}
