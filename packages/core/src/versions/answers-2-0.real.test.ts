import { tourOfAnswers } from './testing/answer-tour.ts';

tourOfAnswers('2.0.76', 'hook');
tourOfAnswers('2.0.76', 'screen');
tourOfAnswers('2.1.50', 'hook');
tourOfAnswers('2.1.50', 'screen');
