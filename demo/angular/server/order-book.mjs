// The orders, in memory.
export function createOrderBook() {
  const orders = [
    { id: 1, item: 'rope', quantity: 3 },
    { id: 2, item: 'anchor', quantity: 1 },
    { id: 3, item: 'lantern', quantity: 2 },
  ];
  const placed = new Map();

  return {
    all: () => orders,
    /** An order that comes again under its key is the one that is there. */
    place({ item, quantity }, key) {
      const known = placed.get(key);
      if (known) return known;
      const order = { id: orders.length + 1, item, quantity };
      orders.push(order);
      if (key) placed.set(key, order);
      return order;
    },
  };
}
