package org.streamlistening.internal.session.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.inject.Inject;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jboss.weld.environment.se.WeldSEProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamListeners;
import org.streamlistening.StreamListening;
import org.streamlistening.StreamStatus;
import org.streamlistening.client.DurableStreamsClientBuilder;
import org.streamlistening.support.Application;

/** The threads that can call a listener, and the phases of an application in which they can; on Weld. */
class ThreadsOfCallersTest {

    private static final String URL = "durable-streams.url";

    private Application application;
    private Application.Session session;

    @BeforeEach
    void start() {
        // The test needs no server at this URL.
        System.setProperty(URL, "http://127.0.0.1:9/streams/");
        Clients.BUILT.set(0);
        Clients.FAILING.set(0);
        AtStart.THROWN.set(null);
        application = new Application(Page.class, AtStart.class, Clients.class);
        session = application.session();
    }

    @AfterEach
    void stop() {
        application.close();
        System.clearProperty(URL);
    }

    /** Injected into a bean of all sessions, such as a servlet. */
    @ApplicationScoped
    public static class Page {

        @Inject
        @StreamListening
        StreamListener stream;

        @Inject
        @StreamListening
        StreamListeners tabs;

        private final AtomicReference<@Nullable StreamListener> opened = new AtomicReference<>();
        private final AtomicReference<@Nullable RuntimeException> thrown = new AtomicReference<>();

        public StreamListener stream() {
            return stream;
        }

        public StreamListener open() {
            StreamListener tab = tabs.open("tab");
            opened.set(tab);
            return tab;
        }

        public StreamListeners tabs() {
            return tabs;
        }

        public AtomicReference<@Nullable RuntimeException> thrown() {
            return thrown;
        }

        /** Runs after this library has stopped. */
        void stop(@Observes @Priority(5_000) @BeforeDestroyed(ApplicationScoped.class) Object end) {
            StreamListener tab = opened.get();
            if (tab != null) {
                try {
                    tab.listen("s");
                } catch (RuntimeException e) {
                    LAST.set(e);
                }
            }
        }
    }

    private static final AtomicReference<@Nullable RuntimeException> LAST = new AtomicReference<>();

    @ApplicationScoped
    public static class AtStart {

        static final AtomicReference<@Nullable RuntimeException> THROWN = new AtomicReference<>();

        @Inject
        @StreamListening
        StreamListener stream;

        void start(@Observes @Initialized(ApplicationScoped.class) Object application) {
            try {
                stream.listen("s");
            } catch (RuntimeException e) {
                THROWN.set(e);
            }
        }
    }

    /** Counts the clients that are built. */
    @ApplicationScoped
    public static class Clients {

        static final AtomicInteger BUILT = new AtomicInteger();

        /** The number of next clients that cannot be built. */
        static final AtomicInteger FAILING = new AtomicInteger();

        @Produces
        @StreamListening
        UnaryOperator<DurableStreamsClientBuilder> counting() {
            return builder -> {
                BUILT.incrementAndGet();
                if (FAILING.get() > 0) {
                    FAILING.decrementAndGet();
                    throw new IllegalStateException("the vault is sealed");
                }
                return builder;
            };
        }
    }

    private Page page() {
        return application.container().select(Page.class).get();
    }

    @Test
    void aTaskWithoutASessionGetsAnErrorWithTheRemedy() {
        Page page = page();
        CompletableFuture<Void> task = CompletableFuture.runAsync(() -> {
            assertThatThrownBy(() -> page.stream().listen("s"))
                    .isExactlyInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("DS-027")
                    .hasMessageContaining("StreamListeners.open");
            assertThatThrownBy(() -> page.stream().getStatus()).hasMessageContaining("DS-027");
            assertThatThrownBy(() -> page.tabs().open("t")).hasMessageContaining("DS-027");
        });
        task.join();
    }

    @Test
    void anApplicationThatListensAtItsStartGetsAnErrorWithTheRemedy() {
        assertThat(AtStart.THROWN.get()).isExactlyInstanceOf(IllegalStateException.class);
        assertThat(AtStart.THROWN.get()).hasMessageContaining("DS-027");
    }

    @Test
    void aTaskCanCallAListenerThatTheRequestOpened() {
        StreamListener tab = session.request(() -> page().open());
        CompletableFuture.runAsync(() -> tab.listen("s")).join();
        assertThat(tab.getStatus()).isNotEqualTo(StreamStatus.IDLE);
        tab.stop();
        assertThat(tab.getStatus()).isEqualTo(StreamStatus.STOPPED);
    }

    @Test
    void theInjectedListenerIsThatOfTheSessionOfTheCall() {
        Application.Session other = application.session();
        String mine = session.request(() -> page().stream().getSessionKey());
        assertThat(session.<String>request(() -> page().stream().getSessionKey()))
                .isEqualTo(mine);
        assertThat(other.<String>request(() -> page().stream().getSessionKey())).isNotEqualTo(mine);
    }

    /** Some containers cannot determine the application of the calling class. */
    @Test
    void findsTheApplicationOfTheCallerWithoutTheCdiProvider() {
        CDI.setCDIProvider(() -> {
            throw new IllegalStateException("WELD-001327");
        });
        try {
            session.run(() -> {
                page().stream().listen("s");
                page().open().listen("t");
                assertThat(page().stream().isListening()).isTrue();
            });
        } finally {
            CDI.setCDIProvider(new WeldSEProvider());
        }
    }

    /** For instance, a customizer fails while its vault is unavailable. Only the reader retries. */
    @Test
    void aListenerResumesAlthoughTheClientCannotBeBuiltAtFirst() throws Exception {
        session.run(() -> page().stream().listen("s"));
        byte[] stored = session.stored();
        application.close();
        application = new Application(Page.class, AtStart.class, Clients.class);
        Application.Session same = application.session(stored);
        Clients.BUILT.set(0);
        Clients.FAILING.set(1);
        assertThat(same.<Boolean>request(() -> page().stream().isListening())).isTrue();
        await().until(() -> Clients.BUILT.get() == 2);
        assertThat(same.<Boolean>request(() -> page().stream().isListening())).isTrue();
    }

    @Test
    void buildsNoClientAfterTheApplicationStopped() {
        LAST.set(null);
        session.run(() -> page().open().getStatus());
        int before = Clients.BUILT.get();
        application.close();
        await().until(() -> LAST.get() != null);
        assertThat(LAST.get()).hasMessageContaining("DS-005");
        assertThat(Clients.BUILT).hasValue(before);
        application = new Application(Page.class);
    }
}
