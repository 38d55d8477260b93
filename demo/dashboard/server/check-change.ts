import { OUTAGES, SERVICE_RANGES, SERVICES, STREAM_RANGES, type KnobChange } from '../shared/protocol.js';

type Check = (name: string, value: unknown) => void;

const SERVICE_CHECKS: Readonly<Record<string, Check>> = { ...checksOf(SERVICE_RANGES), outage: checkOutage };
const STREAM_CHECKS = checksOf(STREAM_RANGES);

/** The change that a body asks for; throws a `RangeError` that says what is wrong with it and what would be right. */
export function checkChange(body: unknown): KnobChange {
  const { services = {}, stream = {}, ...others } = requireObject('The body', body);
  refuseOthers('The body', others, ['services', 'stream']);
  for (const [service, change] of Object.entries(requireObject('services', services))) {
    if (!SERVICES.some((name) => name === service)) refuseOthers('services', { [service]: change }, SERVICES);
    checkFields(`services.${service}`, change, SERVICE_CHECKS);
  }
  checkFields('stream', stream, STREAM_CHECKS);
  return body as KnobChange;
}

function checkFields(path: string, change: unknown, checks: Readonly<Record<string, Check>>): void {
  for (const [field, value] of Object.entries(requireObject(path, change))) {
    const check = Object.hasOwn(checks, field) ? checks[field] : undefined;
    if (!check) return refuseOthers(path, { [field]: value }, Object.keys(checks));
    check(`${path}.${field}`, value);
  }
}

function checksOf(ranges: Readonly<Record<string, readonly [number, number]>>): Record<string, Check> {
  return Object.fromEntries(Object.entries(ranges).map(([field, range]) => [field, (name, value) => checkNumber(name, value, range)]));
}

function checkNumber(name: string, value: unknown, [least, most]: readonly [number, number]): void {
  if (typeof value === 'number' && value >= least && value <= most) return;
  throw new RangeError(`${name} must be a number from ${least} to ${most}, but was ${JSON.stringify(value)}.`);
}

function checkOutage(name: string, value: unknown): void {
  if (OUTAGES.some((outage) => outage === value)) return;
  throw new RangeError(`${name} must be one of ${OUTAGES.join(', ')}, but was ${JSON.stringify(value)}.`);
}

function requireObject(name: string, value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new RangeError(`${name} must be an object, but was ${JSON.stringify(value)}.`);
}

function refuseOthers(name: string, others: object, known: readonly string[]): void {
  const [other] = Object.keys(others);
  if (other === undefined) return;
  throw new RangeError(`${name} has no field ${JSON.stringify(other)}; it may have ${known.join(', ')}.`);
}
