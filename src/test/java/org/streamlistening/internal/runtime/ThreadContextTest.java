package org.streamlistening.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.enterprise.concurrent.ContextService;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javax.naming.Context;
import javax.naming.spi.InitialContextFactory;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.streamlistening.internal.config.Configuration;

/**
 * Containers give a managed thread the context of the lookup of its factory, or that of the thread that makes it. The
 * caller of a listener makes threads that serve all others after it.
 */
class ThreadContextTest {

    private static final String KEY = "durable-streams.io.thread-factory";
    private static final String FACTORY = "java:app/threads";

    /** The identity that the container propagates. */
    private static final ThreadLocal<@Nullable String> USER = new ThreadLocal<>();

    private WeldContainer container;

    /** The naming of a container. */
    public static final class Names implements InitialContextFactory {

        @Override
        public Context getInitialContext(Hashtable<?, ?> environment) {
            Map<Object, Object> bound = Map.of(
                    FACTORY,
                    factory(),
                    "java:comp/DefaultManagedThreadFactory",
                    factory(),
                    "java:comp/DefaultManagedExecutorService",
                    executor());
            return proxy(Context.class, (self, method, arguments) -> bound.get(arguments[0].toString()));
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    /** Makes threads with the context of the thread that makes them. */
    private static ManagedThreadFactory factory() {
        return proxy(ManagedThreadFactory.class, (self, method, arguments) -> {
            String user = USER.get();
            Runnable task = (Runnable) arguments[0];
            return new Thread(() -> {
                USER.set(user);
                task.run();
            });
        });
    }

    private static ManagedExecutorService executor() {
        ContextService contexts = proxy(ContextService.class, (self, method, arguments) -> contextOf(USER.get()));
        return proxy(ManagedExecutorService.class, (self, method, arguments) -> contexts);
    }

    private static Executor contextOf(@Nullable String user) {
        return task -> {
            String before = USER.get();
            USER.set(user);
            try {
                task.run();
            } finally {
                USER.set(before);
            }
        };
    }

    @BeforeEach
    void start() {
        System.setProperty(Context.INITIAL_CONTEXT_FACTORY, Names.class.getName());
        System.setProperty(KEY, FACTORY);
        container = new Weld()
                .disableDiscovery()
                .addBeanClass(ThreadContextTest.class)
                .initialize();
    }

    @AfterEach
    void stop() {
        USER.remove();
        container.close();
        System.clearProperty(Context.INITIAL_CONTEXT_FACTORY);
        System.clearProperty(KEY);
    }

    @Test
    void aThreadThatACallerMakesHasNotTheIdentityOfTheCaller() {
        Settings settings = new Settings(Configuration.ofApplication(), List.of(), List.of());
        ServerLocation location = new ServerLocation(
                settings,
                () -> {
                    throw new IllegalStateException("no server");
                },
                () -> {});
        try (StreamRuntime runtime = new StreamRuntime(container.getBeanManager(), settings, location)) {
            runtime.applicationStarted();
            USER.set("alice");
            CompletableFuture<String> user = new CompletableFuture<>();
            runtime.io().execute(() -> user.complete(String.valueOf(USER.get())));
            assertThat(user.join()).isEqualTo("null");
        }
    }
}
