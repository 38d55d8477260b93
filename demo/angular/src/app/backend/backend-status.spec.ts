import { ApplicationRef } from '@angular/core';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import type { CircuitBreaker, TokenBucket } from 'breakwater';
import { injectBreaker, injectLimiter } from 'breakwater/angular';
import { BackendStatus } from './backend-status';
import { provideBackend } from './provide-backend';

const HOUR = 3_600_000;

describe('BackendStatus', () => {
  let breaker: CircuitBreaker;
  let fixture: ComponentFixture<BackendStatus>;

  beforeEach(async () => {
    TestBed.configureTestingModule({ providers: [provideBackend({ openDuration: HOUR })] });
    breaker = TestBed.runInInjectionContext(() => injectBreaker('orders'));
    fixture = TestBed.createComponent(BackendStatus);
    await fixture.whenStable();
  });

  function text(): string {
    return (fixture.nativeElement as HTMLElement).innerText;
  }

  async function click(name: string): Promise<void> {
    const buttons = [...(fixture.nativeElement as HTMLElement).querySelectorAll('button')];
    buttons.find((button) => button.innerText === name)!.click();
    await fixture.whenStable();
  }

  async function open(): Promise<void> {
    for (let failure = 1; failure <= 3; failure += 1) breaker.tryAcquire()?.failure();
    await fixture.whenStable();
  }

  it('shows a closed circuit', () => {
    expect(text()).toMatch(/Circuit: closed\s*$/m);
  });

  it('shows an open circuit with the time of the next try, and is stable meanwhile', async () => {
    await open();
    expect(text()).toMatch(/Circuit: open\s*, next try at \d/);
    expect(fixture.isStable()).toBe(true);
    await TestBed.inject(ApplicationRef).whenStable();
  });

  it('closes it at the press of a button', async () => {
    await open();
    await click('Reset');
    expect(text()).toMatch(/Circuit: closed/);
  });

  it('isolates it at the press of a button, until the next one', async () => {
    await click('Isolate');
    expect(text()).toMatch(/Circuit: isolated/);
    expect(breaker.tryAcquire()).toBeUndefined();
    await click('Isolate');
    expect(text()).toMatch(/Circuit: closed/);
  });

  it('counts down what the rate limit has left', async () => {
    expect(text()).toMatch(/10 requests left, 0 waiting/);
    const limiter = TestBed.runInInjectionContext(() => injectLimiter('orders'));
    (limiter as TokenBucket).tryTake(4);
    await fixture.whenStable();
    expect(text()).toMatch(/6 requests left/);
  });

  it('lets go of the policies when it is destroyed', () => {
    const limiter = TestBed.runInInjectionContext(() => injectLimiter('orders'));
    fixture.destroy();
    expect(breaker.idle).toBe(true);
    expect(limiter.idle).toBe(true);
  });
});
