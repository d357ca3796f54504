package org.streamlistening.testkit;

import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import jakarta.enterprise.inject.spi.BeanManager;
import java.lang.annotation.Annotation;
import java.util.HashMap;
import java.util.Map;
import org.streamlistening.internal.cdi.ApplicationEnvironment;
import org.streamlistening.internal.cdi.DurableStreamsExtension;
import org.streamlistening.internal.testkit.TestConfiguration;

/**
 * Beans of an application in a CDI container of the test, with the whole library and a {@link TestStreamServer}: reads,
 * retries and deliveries run on other threads, as on a server. Only HTTP sessions are those of the test.
 *
 * <pre>{@code
 * TestApplication application = server.application().start(Chat.class);
 * TestSession session = application.newSession();
 * session.run(() -> application.bean(Chat.class).join("42"));
 * server.append("chat/42", new Token("Hello"));
 * application.probe().awaitNext(Token.class);
 * }</pre>
 *
 * <p>It needs an implementation of CDI for Java SE on the class path, such as Weld SE, and those of JSON-P and JSON-B.
 * Thread-safe.
 *
 * @since 0.1
 */
public final class TestApplication implements AutoCloseable {

    private final SeContainer container;
    private final TestExtension extension;

    private TestApplication(SeContainer container, TestExtension extension) {
        this.container = container;
        this.extension = extension;
    }

    /** Configures an application, and starts it. Not thread-safe. */
    public static final class Builder {

        private final TestStreamServer server;
        private final Map<String, String> values = new HashMap<>();

        Builder(TestStreamServer server) {
            this.server = server;
            values.put("durable-streams.embedded.enabled", "true");
            values.put("durable-streams.retry.initial-delay", "10ms");
            values.put("durable-streams.retry.max-delay", "50ms");
        }

        /**
         * Sets a value. The default is that of {@code META-INF/microprofile-config.properties} on the class path, except
         * that pauses between retries are 50 ms at most. System properties and environment variables do not count.
         */
        public Builder configure(String key, String value) {
            values.put(key, value);
            return this;
        }

        /** Reads the server over HTTP; by default the application calls it in-process. */
        public Builder overHttp() {
            return configure("durable-streams.url", server.uri().toString());
        }

        /**
         * Starts an application of these bean classes. It ends with its server.
         *
         * @throws RuntimeException if the container rejects the beans; the message has the number of each problem
         */
        public TestApplication start(Class<?>... beans) {
            Map<String, String> configured = Map.copyOf(values);
            TestExtension extension = new TestExtension();
            DurableStreamsExtension library = new DurableStreamsExtension(new ApplicationEnvironment(
                    () -> TestConfiguration.with(configured),
                    loader -> server.inProcess(),
                    unused -> extension.isCurrent()));
            try {
                SeContainer container = SeContainerInitializer.newInstance()
                        .disableDiscovery()
                        .addExtensions(library, extension)
                        .addBeanClasses(beans)
                        .initialize();
                return server.closing(new TestApplication(container, extension));
            } catch (RuntimeException | Error rejected) {
                extension.close();
                throw rejected;
            }
        }
    }

    /** The bean of this type; a session-scoped one is that of the session whose request the calling thread runs. */
    public <T> T bean(Class<T> type, Annotation... qualifiers) {
        return container.select(type, qualifiers).get();
    }

    /** The bean manager of the container, to fire events for example. */
    public BeanManager beanManager() {
        return container.getBeanManager();
    }

    /** A new HTTP session. */
    public TestSession newSession() {
        return new TestSession(extension.sessions(), container.getBeanManager());
    }

    /** What the observers have received so far. */
    public EventProbe probe() {
        return extension.probe();
    }

    /** Stops the application: nothing is delivered any more, and its threads end. Idempotent. */
    @Override
    public void close() {
        try {
            if (container.isRunning()) {
                container.close();
            }
        } finally {
            extension.close();
        }
    }
}
