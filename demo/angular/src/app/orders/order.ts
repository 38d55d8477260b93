export interface NewOrder {
  readonly item: string;
  readonly quantity: number;
}

export interface Order extends NewOrder {
  readonly id: number;
}
