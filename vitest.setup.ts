import fc from 'fast-check';

// A change is judged by what it changes: the same inputs at every check of it. At the desk they are new at each run.
if (process.env['CI'] === 'true') fc.configureGlobal({ seed: 20_261_122 });
