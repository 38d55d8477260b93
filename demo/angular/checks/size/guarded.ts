// The same application with retries, a breaker and a timeout around each request.
import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { bootstrapApplication } from '@angular/platform-browser';
import { protect } from 'breakwater';
import { breakwaterInterceptor, provideBreakwater } from 'breakwater/angular';
import { Answer } from './answer';

void bootstrapApplication(Answer, {
  providers: [
    provideHttpClient(withInterceptors([breakwaterInterceptor])),
    provideBreakwater({ policy: protect({ retry: {}, breaker: {}, attemptTimeout: 5_000 }) }),
  ],
});
