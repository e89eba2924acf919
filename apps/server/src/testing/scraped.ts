import parse, { type ParsedMetric } from 'parse-prometheus-text-format';

/** A scrape as Prometheus reads it. */
export interface Scraped {
  families: ParsedMetric[];
  names: string[];
  /** The sample with exactly these labels. */
  value: (name: string, labels?: Record<string, string>) => number | undefined;
  /** How much a histogram has measured. */
  count: (name: string) => number | undefined;
  sum: (name: string) => number | undefined;
}

export function scraped(text: string): Scraped {
  const families = parse(text);
  const family = (name: string) => families.find((one) => one.name === name);
  const numberOf = (value: string | undefined) => (value === undefined ? undefined : Number(value));
  return {
    families,
    names: families.map(({ name }) => name),
    value: (name, labels = {}) => {
      const wanted = Object.entries(labels);
      const sample = family(name)?.metrics.find(
        ({ labels: given = {} }) =>
          Object.keys(given).length === wanted.length &&
          wanted.every(([label, value]) => given[label] === value),
      );
      return numberOf(sample?.value);
    },
    count: (name) => numberOf(family(name)?.metrics[0]?.count),
    sum: (name) => numberOf(family(name)?.metrics[0]?.sum),
  };
}
