package org.streamlistening.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.enterprise.context.Initialized;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.streamlistening.support.Application;

/** What this library does at the begin of each request of the application. */
class ScopeObserversTest {

    /** Holds a request up within the observer of this library, which asks it for the servlet context. */
    private final CountDownLatch reached = new CountDownLatch(1);

    private final CountDownLatch held = new CountDownLatch(1);

    @Test
    void aRequestThatIsHeldUpHoldsUpNoOther() throws Exception {
        try (Application application = new Application(WarBeans.class)) {
            CompletableFuture<Void> first = begin(application, request((proxy, method, arguments) -> {
                reached.countDown();
                assertThat(held.await(1, TimeUnit.MINUTES)).isTrue();
                throw new IllegalStateException("no servlet context");
            }));
            assertThat(reached.await(10, TimeUnit.SECONDS)).isTrue();
            CompletableFuture<Void> second = begin(application, request((proxy, method, arguments) -> {
                throw new IllegalStateException("no servlet context");
            }));
            second.get(10, TimeUnit.SECONDS);
            assertThat(first).isNotDone();
            held.countDown();
            first.get(10, TimeUnit.SECONDS);
        } finally {
            held.countDown();
        }
    }

    private static CompletableFuture<Void> begin(Application application, HttpServletRequest request) {
        return CompletableFuture.runAsync(
                () -> application
                        .container()
                        .getBeanManager()
                        .getEvent()
                        .select(Initialized.Literal.REQUEST)
                        .fire(request),
                task -> new Thread(task).start());
    }

    private static HttpServletRequest request(InvocationHandler answers) {
        return (HttpServletRequest) Proxy.newProxyInstance(
                HttpServletRequest.class.getClassLoader(), new Class<?>[] {HttpServletRequest.class}, answers);
    }
}
