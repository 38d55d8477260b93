// A child process that lives as long as its mutants let it, and the parent's side of the talk with it.
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../../tools/project.mjs';

const program = join(root, 'spec', 'mutation', 'run-mutants.mjs');

/** `ask` answers with what the child says, `{ timeout: true }` when it says nothing in time, or `{ crash: true }`. After these two it begins anew. */
export function createJudge(script) {
  let child;

  async function ask(question, limit, early) {
    if (early !== undefined) stop();
    if (child === undefined) {
      const started = await start(early);
      if (!started.ready) return started;
    }
    const answer = await send(question, limit);
    if (early !== undefined || answer.timeout || answer.crash) stop();
    return answer;
  }

  async function start(early) {
    const args = early === undefined ? [script] : [script, early];
    child = fork(program, args, { execArgv: ['--max-old-space-size=768'], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    const answer = await nextAnswer(60_000);
    if (!answer.ready) stop();
    return answer;
  }

  function send(question, limit) {
    child.send(question);
    return nextAnswer(limit);
  }

  function nextAnswer(limit) {
    const current = child;
    return new Promise((resolve) => {
      const timer = setTimeout(() => settle({ timeout: true }), limit);
      const onExit = () => settle({ crash: true });
      current.once('message', settle);
      current.once('exit', onExit);
      function settle(answer) {
        clearTimeout(timer);
        current.off('message', settle);
        current.off('exit', onExit);
        resolve(answer);
      }
    });
  }

  function stop() {
    child?.kill('SIGKILL');
    child = undefined;
  }

  return { ask, stop };
}
