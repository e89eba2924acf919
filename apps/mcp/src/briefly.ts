/** A JSON Schema as this module walks it: a tree of objects and lists. */
type Tree = Record<string, unknown>;

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

type Replace = (schema: Tree) => Tree;

function walk(value: unknown, names: ReadonlySet<string>, replace: Replace): unknown {
  if (Array.isArray(value)) return value.map((each) => walk(each, names, replace));
  if (!isTree(value)) return value;
  const entries = Object.entries(value).map(([key, each]) => {
    if (key !== 'properties' || !isTree(each)) return [key, walk(each, names, replace)];
    const properties = Object.entries(each).map(([name, schema]) => {
      if (!names.has(name) || !isTree(schema)) return [name, walk(schema, names, replace)];
      return [name, replace(schema)];
    });
    return [key, Object.fromEntries(properties) as Tree];
  });
  return Object.fromEntries(entries) as Tree;
}

/**
 * A schema with the properties of these names, wherever they stand, as objects of which nothing more is said. A model reads
 * every tool's schema before its first word, and the same large part in five of them would be most of what it reads.
 */
export function briefly<T extends object>(schema: T, names: readonly string[]): T {
  const replace: Replace = ({ description }) => ({
    type: 'object',
    ...(description === undefined ? {} : { description }),
  });
  // The walk changes nothing but what stands under those names, and an object is a schema of T's kind there.
  return names.length === 0 ? schema : (walk(schema, new Set(names), replace) as T);
}

/** Parts of an answer that are as long as all the rest of it, and that came from the caller. */
const OF_THE_CALLER = new Set(['policy', 'recovery']);

/** A schema of an answer that leaves open what its caller gave: it is there, or null. */
export function brieflyOfAnswer<T extends object>(schema: T): T {
  // As above; an empty schema, which takes anything, is one too.
  return walk(schema, OF_THE_CALLER, () => ({})) as T;
}
