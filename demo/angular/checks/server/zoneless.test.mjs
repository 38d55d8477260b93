import { describePages } from './describe-pages.mjs';

describePages('bootstrap');
