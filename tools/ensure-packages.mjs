// Installs the packages of package-lock.json when they are missing or older than it.
// Runs before anything is installed: Node's built-ins only, and not a word on stdout.
import { installPackages } from './install-packages.mjs';
import { root } from './project.mjs';

await installPackages(root);
