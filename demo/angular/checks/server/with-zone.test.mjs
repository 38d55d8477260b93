import 'zone.js/node';
import { describePages } from './describe-pages.mjs';

describePages('bootstrapWithZone');
