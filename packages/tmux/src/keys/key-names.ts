const FUNCTION_KEYS = Array.from({ length: 12 }, (_, index) => `F${index + 1}`);

// The names of key-string.c. tmux takes a name that it does not know for literal text, so it must not get one.
const NAMED_KEYS = new Set([
  ...FUNCTION_KEYS,
  ...['IC', 'Insert', 'DC', 'Delete', 'Home', 'End', 'Tab', 'BTab', 'Space', 'BSpace'],
  ...['NPage', 'PageDown', 'PgDn', 'PPage', 'PageUp', 'PgUp', 'Enter', 'Escape'],
  ...['Up', 'Down', 'Left', 'Right'],
]);

/** `Enter`, `C-u`, `M-S-Left`, `1`: a name from tmux's table or one printable ASCII character, with modifiers. */
export function isKeyName(key: string): boolean {
  const name = key.replace(/^(?:[CMS]-)*(?=.)/, '');
  if (NAMED_KEYS.has(name)) return true;
  if (name.length !== 1 || name <= ' ' || name > '~') return false;
  // Control works on letters and on the signs beside them, `@[\\]^_` (`key_string_lookup_string`).
  return !/^(?:[MS]-)*C-/.test(key) || (/^[\w@[\\\]^]$/.test(name) && !/\d/.test(name));
}
