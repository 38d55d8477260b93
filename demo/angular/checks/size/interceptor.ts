// The same application with the interceptor, and no policy yet.
import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { bootstrapApplication } from '@angular/platform-browser';
import { breakwaterInterceptor, provideBreakwater } from 'breakwater/angular';
import { Answer } from './answer';

void bootstrapApplication(Answer, {
  providers: [provideHttpClient(withInterceptors([breakwaterInterceptor])), provideBreakwater({})],
});
