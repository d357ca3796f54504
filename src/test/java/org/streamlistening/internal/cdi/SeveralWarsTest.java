package org.streamlistening.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamListening;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.ReadOptions;
import org.streamlistening.internal.threads.ContextLoader;
import org.streamlistening.support.Application;

/** One library for several WARs, as in the lib of an EAR: each is an application of its own. */
class SeveralWarsTest {

    private static final String URL = "durable-streams.url";

    private final War left = new War(OfTheLeftWar.class);
    private final War right = new War(OfTheRightWar.class);

    /** The class loader of a WAR with one class of its own. */
    private static final class War extends ClassLoader {

        private final Class<?> bean;

        War(Class<?> original) {
            super(original.getClassLoader());
            try (InputStream bytes =
                    original.getResourceAsStream(original.getName().replaceFirst(".*\\.", "") + ".class")) {
                byte[] code = bytes.readAllBytes();
                bean = defineClass(original.getName(), code, 0, code.length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            Class<?> own = findLoadedClass(name);
            return own != null ? own : super.loadClass(name, resolve);
        }
    }

    @BeforeEach
    void configure() {
        WarBeans.CREATED.clear();
        WarBeans.OBSERVED.clear();
        // No server is there: listeners observe that they connect.
        System.setProperty(URL, "http://127.0.0.1:1/");
    }

    @AfterEach
    void clear() {
        System.clearProperty(URL);
    }

    @Test
    void observersOfOneReceiveNothingOfAnother() {
        try (Application ear = new Application(left.bean, right.bean)) {
            listen(ear, left, "a");
            listen(ear, right, "b");
            await().until(() -> WarBeans.OBSERVED.contains("left: a") && WarBeans.OBSERVED.contains("right: b"));
            assertThat(WarBeans.OBSERVED).doesNotContain("left: b", "right: a");
        }
    }

    @Test
    void aSessionHasNoBeansOfAnother() {
        try (Application ear = new Application(left.bean, right.bean)) {
            listen(ear, left, "a");
            assertThat(WarBeans.CREATED).containsExactly("left");
        }
    }

    /** Uses streams on a thread of a WAR before the library is notified that the EAR starts. */
    @ApplicationScoped
    static class Early {

        private static ClassLoader war;

        @Inject
        private DurableStreamsClient streams;

        void start(
                @Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) @Initialized(ApplicationScoped.class)
                        Object application) {
            ContextLoader.run(
                    war, () -> streams.open("a", ReadOptions.catchUp()).close());
            WarBeans.CREATED.add("early");
        }
    }

    @Test
    void aWarCanStartBeforeTheEar() {
        Early.war = left;
        try (Application ear = new Application(left.bean, right.bean, Early.class)) {
            assertThat(ear.container().isRunning()).isTrue();
            assertThat(WarBeans.CREATED).contains("early");
        } finally {
            Early.war = null;
        }
    }

    private static void listen(Application ear, War war, String stream) {
        Application.Session session = ear.session();
        ContextLoader.run(
                war,
                () -> session.run(() -> ear.container()
                        .select(StreamListener.class, StreamListening.Literal.of(""))
                        .get()
                        .listen(stream)));
    }
}
