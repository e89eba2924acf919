/** What only Node has, for a client there. */
export { patientFetch } from './patient-fetch.ts';
