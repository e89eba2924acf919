/** Calls `run` once after so many milliseconds; the answer cancels. Tests bring their own. */
export type After = (ms: number, run: () => void) => () => void;

/** Never keeps the process alive. */
export const afterReally: After = (ms, run) => {
  const timer = setTimeout(run, ms);
  timer.unref();
  return () => clearTimeout(timer);
};
