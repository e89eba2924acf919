/** Questions that a scripted model asks: one answer, and several. */
export const DATABASE = {
  question: 'Which database?',
  header: 'Database',
  options: [{ label: 'SQLite' }, { label: 'Postgres' }],
};
export const FEATURES = {
  question: 'Which features?',
  header: 'Features',
  multiSelect: true,
  options: [{ label: 'Auth' }, { label: 'Search' }, { label: 'Export' }],
};
