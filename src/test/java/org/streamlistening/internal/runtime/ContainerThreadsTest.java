package org.streamlistening.internal.runtime;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.enterprise.concurrent.ManagedThreadFactory;
import java.lang.reflect.Proxy;
import java.util.Hashtable;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import javax.naming.Context;
import javax.naming.spi.InitialContextFactory;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.streamlistening.internal.config.Configuration;
import org.streamlistening.internal.threads.LibraryThreads;

/** The threads for slow observers, from a container that makes none now. */
class ContainerThreadsTest {

    private WeldContainer container;

    /** Its only name is a thread factory that makes no thread. */
    public static final class Names implements InitialContextFactory {

        @Override
        public Context getInitialContext(Hashtable<?, ?> environment) {
            ManagedThreadFactory exhausted = (ManagedThreadFactory) Proxy.newProxyInstance(
                    getClass().getClassLoader(),
                    new Class<?>[] {ManagedThreadFactory.class},
                    (self, method, arguments) -> null);
            return (Context) Proxy.newProxyInstance(
                    getClass().getClassLoader(),
                    new Class<?>[] {Context.class},
                    (self, method, arguments) -> exhausted);
        }
    }

    @BeforeEach
    void start() {
        System.setProperty(Context.INITIAL_CONTEXT_FACTORY, Names.class.getName());
        container = new Weld()
                .disableDiscovery()
                .addBeanClass(ContainerThreadsTest.class)
                .initialize();
    }

    @AfterEach
    void stop() {
        container.close();
        System.clearProperty(Context.INITIAL_CONTEXT_FACTORY);
    }

    /** A delivery that the pool accepts, and no thread runs, would wait for ever. */
    @Test
    void rejectADeliveryThatHasNoThread() {
        Settings settings = new Settings(Configuration.ofApplication(), List.of());
        try (IoThreads io = new IoThreads(LibraryThreads.unmanaged());
                ContainerThreads threads = ContainerThreads.of(
                        Runnable::run, new ApplicationOverrides(container.getBeanManager()), settings, io)) {
            assertThatThrownBy(() -> threads.own().execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
        }
    }
}
