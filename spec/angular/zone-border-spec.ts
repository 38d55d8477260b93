import '@angular/compiler';
import { NgZone } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { injectZoneBorder } from '../../src/angular/zone-border.js';
import { useProviders } from '../support/angular.js';

/** A zone that only says where one is. */
class Place {
  at = 'inside';

  run<T>(work: () => T): T {
    return this.#while('inside', work);
  }

  runOutsideAngular<T>(work: () => T): T {
    return this.#while('outside', work);
  }

  #while<T>(place: string, work: () => T): T {
    const before = this.at;
    this.at = place;
    try {
      return work();
    } finally {
      this.at = before;
    }
  }
}

describe('injectZoneBorder', () => {
  for (const isInside of [true, false]) {
    it(`goes ${isInside ? 'back into the zone' : 'nowhere'} from outside, made ${isInside ? 'in it' : 'elsewhere'}`, () => {
      const zone = new Place();
      useProviders({ provide: NgZone, useValue: zone });
      spyOn(NgZone, 'isInAngularZone').and.returnValue(isInside);
      const border = TestBed.runInInjectionContext(injectZoneBorder);
      const places: string[] = [];
      border.outside(() => {
        places.push(zone.at);
        border.inside(() => places.push(zone.at));
      });
      expect(places).toEqual(['outside', isInside ? 'inside' : 'outside']);
    });
  }
});
