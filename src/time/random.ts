/** Numbers from 0 to below 1, from the platform: the default wherever chance plays a part. */
export function random(): number {
  return Math.random();
}
