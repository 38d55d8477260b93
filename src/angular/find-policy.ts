import type { ResiliencePolicy } from '../http/resilience-policy.js';
import type { PoliciesByKey, ProtectPolicy } from '../protect/protect-options.js';
import type { BreakwaterOptions } from './breakwater-options.js';

/** What a policy of `protect` shows of its state. */
type Shown = 'breaker' | 'limiter';
type Owner<K extends Shown> = NonNullable<ProtectPolicy[K]>;
type Found<K extends Shown> = Exclude<Owner<K>, PoliciesByKey<unknown>>;

/**
 * Finds a breaker or limiter of the application's policies: by the name of its route, by its own name, or by its key in a registry,
 * where an origin gets one that hasn't been called yet. Throws an error that names those there are.
 */
export function findPolicy<K extends Shown>(kind: K, key: string, { policy, routes = {} }: BreakwaterOptions): Found<K> {
  const byRoute = Object.entries(routes).map(([name, route]) => [name, ownerOf(kind, route.policy)] as const);
  const owners: readonly unknown[] = [...byRoute.map(([, owner]) => owner), ownerOf(kind, policy)];
  const registries = owners.filter(isRegistry);
  const single = [...byRoute, ...owners.map((owner) => [nameOf(owner), owner] as const)].filter(([, owner]) => owner && !isRegistry(owner));
  const named = new Map([...single].reverse()); // a route goes before what only has its name
  const registry = registries.find((each) => each.has(key)) ?? (isOrigin(key) ? registries.at(-1) : undefined);
  const known = named.get(key) ?? registry?.get(key);
  if (known) return known as Found<K>;
  const names = [...single.map(([name]) => name), ...registries.flatMap(({ entries$ }) => [...entries$.value.keys()])];
  throw new RangeError(`There is no ${kind} for ${JSON.stringify(key)}. ${tellKnown(names)}`);
}

function ownerOf<K extends Shown>(kind: K, policy: ResiliencePolicy | null | undefined): Owner<K> | undefined {
  return policy && kind in policy ? ((policy as ProtectPolicy)[kind] as Owner<K> | undefined) : undefined;
}

function nameOf(owner: unknown): string {
  return (owner as { readonly name?: string } | undefined)?.name ?? '';
}

function isRegistry(owner: unknown): owner is PoliciesByKey<unknown> {
  return typeof owner === 'object' && owner !== null && 'entries$' in owner;
}

function isOrigin(key: string): boolean {
  return URL.canParse(key) && new URL(key).origin === key;
}

function tellKnown(names: readonly string[]): string {
  const known = [...new Set(names)];
  return known.length === 0 ? 'None of the policies that provideBreakwater was given shows one.' : `Known are ${known.join(', ')}.`;
}
