/** What each exit code says; documented in the README and in `--help`. */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  unreachable: 3,
  notFound: 4,
  conflict: 5,
  timedOut: 6,
  needsAnswer: 7,
  interrupted: 130,
} as const;

export const EXIT_CODES_HELP = `
Exit codes:
  0    done
  1    failed: the command, a turn, a session that ended, a gate, a pipeline, one of a batch
  2    usage: the command line, or a value in it, is not valid
  3    no Aegis server answers
  4    no such session, pipeline, template or entry
  5    it is in a state in which this cannot be done
  6    timed out
  7    a session waits for an answer (create --wait, send --wait, wait, batch)
  130  interrupted`;
