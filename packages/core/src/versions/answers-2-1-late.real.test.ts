import { tourOfAnswers } from './testing/answer-tour.ts';

tourOfAnswers('2.1.280', 'hook');
tourOfAnswers('2.1.280', 'screen');
tourOfAnswers('2.1.330', 'hook');
tourOfAnswers('2.1.330', 'screen');
