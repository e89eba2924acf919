/** The package has no types of its own. */
declare module 'parse-prometheus-text-format' {
  export interface ParsedMetric {
    name: string;
    help: string;
    type: string;
    metrics: {
      value?: string;
      labels?: Record<string, string>;
      buckets?: Record<string, string>;
      count?: string;
      sum?: string;
    }[];
  }
  const parse: (text: string) => ParsedMetric[];
  export default parse;
}
