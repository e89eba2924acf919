import { outcomeTour } from './testing/outcome-tour.ts';

outcomeTour('on');
