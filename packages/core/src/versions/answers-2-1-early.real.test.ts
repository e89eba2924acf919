import { tourOfAnswers } from './testing/answer-tour.ts';

tourOfAnswers('2.1.120', 'hook');
tourOfAnswers('2.1.120', 'screen');
tourOfAnswers('2.1.200', 'hook');
tourOfAnswers('2.1.200', 'screen');
