// Shows what each policy does to a server that 1,000 clients call, and how soon it is itself again after an outage: in virtual time, with
// our own policies. `npm run simulate` prints the table of docs/simulation.md, `npm run simulate -- SEED` that of another seed.
import { figuresOf, type Figures } from './figures.js';
import { simulate, type Setting } from './fleet.js';
import { rows, type Row } from './rows.js';
import { settingOf } from './setting.js';
import { tableOf } from './table.js';

// Errors by the hundred thousand, whose stacks nobody reads.
Error.stackTraceLimit = 0;

const seed = Number(process.argv[2] ?? 1);

function run({ fleet, comeBackAfter }: Row, outage: Setting['outage']): Figures {
  const setting = settingOf({ seed, outage }, comeBackAfter);
  return figuresOf(simulate(fleet, setting), setting);
}

console.log(tableOf(rows.map((row) => ({ name: row.name, hangs: run(row, 'hangs'), refuses: run(row, 'refuses') }))));
