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
  1    failed: the command, a turn that was not completed, or a session that ended
  2    usage: the command line, or a value in it, is not valid
  3    no Aegis server answers
  4    no such session
  5    the session is in a state in which this cannot be done
  6    timed out
  7    the session waits for an answer (create --wait, send --wait, wait)
  130  interrupted`;
