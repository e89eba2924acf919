/** The releases that everything is tried on. */
export const CORPUS_VERSIONS = [
  '1.0.128',
  '2.0.14',
  '2.0.76',
  '2.1.50',
  '2.1.120',
  '2.1.200',
  '2.1.280',
  '2.1.330',
] as const;
