/** A round that tells the sum of what it sees. */
export function summing(run: (add: (amount: number) => void) => void | Promise<void>): () => Promise<number> {
  return async () => {
    let sum = 0;
    await run((amount) => {
      sum += amount;
    });
    return sum;
  };
}
