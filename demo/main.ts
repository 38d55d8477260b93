import { runDashboard } from './dashboard/run.js';
import { readCommand, USAGE } from './options.js';
import { runPipeline } from './pipeline/run.js';
import { runDemo } from './terminal/run.js';

const command = readCommand(process.argv.slice(2));
switch (command.type) {
  case 'help':
    process.stdout.write(USAGE);
    break;
  case 'wrong':
    process.stderr.write(`${command.message}\n\n${USAGE}`);
    process.exitCode = 2;
    break;
  case 'dashboard':
    await runDashboard(command.options);
    break;
  case 'pipeline':
    await runPipeline(command.options);
    break;
  case 'run':
    await runDemo(command.options);
}
