import { tourOfAnswers } from './testing/answer-tour.ts';

tourOfAnswers('1.0.128', 'hook');
tourOfAnswers('1.0.128', 'screen');
tourOfAnswers('2.0.14', 'hook');
tourOfAnswers('2.0.14', 'screen');
