export { evaluatePolicy, namedPaths } from './evaluate-policy.ts';
export { policyProblems } from './policy-problems.ts';
export type { PolicyProblem } from './policy-problems.ts';
export type { PolicyEvaluation, PolicyRequest } from './request.ts';
