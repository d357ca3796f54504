package org.streamlistening.internal.session.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionEvent;
import java.io.Serializable;
import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.security.Principal;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.streamlistening.ListenAuthorizer;
import org.streamlistening.Offset;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamListeners;
import org.streamlistening.StreamListening;
import org.streamlistening.StreamStatus;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.StreamContent;
import org.streamlistening.internal.cdi.SessionEnds;
import org.streamlistening.internal.session.ApplicationSessions;
import org.streamlistening.internal.session.RunningApplications;
import org.streamlistening.support.Application;
import org.streamlistening.support.ConfiguredServer;

/** Sessions that end during a request, an observer or a call of a listener; on Weld. */
class SessionEndTest {

    private ConfiguredServer server;
    private DurableStreamsClient writer;
    private Application application;
    private Application.Session session;

    @BeforeEach
    void start() {
        server = new ConfiguredServer();
        writer = server.writer();
        writer.create("s", CreateOptions.json());
        MEANWHILE.set(() -> {});
        OBSERVER.set(text -> {});
        EVENTS.clear();
        application = new Application(Room.class, Door.class);
        session = application.session();
    }

    @AfterEach
    void stop() {
        application.close();
        server.close();
    }

    /** Runs during the authorization of a listener. */
    private static final AtomicReference<Runnable> MEANWHILE = new AtomicReference<>(() -> {});

    /** The action of the observer. */
    private static final AtomicReference<Observer> OBSERVER = new AtomicReference<>(text -> {});

    private static final List<String> EVENTS = new CopyOnWriteArrayList<>();

    private interface Observer {
        void receives(String text) throws InterruptedException;
    }

    public record Token(String text) {}

    @SessionScoped
    public static class Room implements Serializable {

        private static final long serialVersionUID = 1;

        @Inject
        @StreamListening
        StreamListener stream;

        @Inject
        @StreamListening
        StreamListeners tabs;

        void onToken(@Observes @StreamListening Token token) throws InterruptedException {
            OBSERVER.get().receives(token.text());
            EVENTS.add(token.text());
        }

        @PreDestroy
        void destroy() {
            EVENTS.add("destroyed");
        }

        public StreamListener stream() {
            return stream;
        }

        public StreamListeners tabs() {
            return tabs;
        }
    }

    @ApplicationScoped
    public static class Door implements ListenAuthorizer {

        @Override
        public boolean mayListen(String streamId, @Nullable Principal principal, String listener) {
            MEANWHILE.get().run();
            return true;
        }
    }

    private void say(String text) {
        writer.append("s", StreamContent.json("{\"text\":\"" + text + "\"}"));
    }

    private StreamListener stream(Application.Session of) {
        return of.bean(Room.class).stream();
    }

    private void listen(Application.Session of) {
        of.run(() -> stream(of).listen("s"));
        await().until(() -> of.request(() -> stream(of).getStatus()) == StreamStatus.LIVE);
    }

    private ApplicationSessions sessions() {
        return RunningApplications.current().sessions();
    }

    @Test
    void aSessionThatEndsDuringACallOfItsListenerStopsListening() {
        MEANWHILE.set(() -> sessions().sessionEnded(sessions().bridge().mark().key()));
        session.run(() -> assertThatThrownBy(() -> stream(session).listen("s")).hasMessageContaining("DS-023"));
        assertThat(sessions().runtime().tails().size()).isZero();
    }

    @Test
    void aListenerThatIsClosedDuringACallStopsListening() {
        MEANWHILE.set(() -> session.bean(Room.class).tabs().close("tab"));
        session.run(() -> {
            StreamListener tab = session.bean(Room.class).tabs().open("tab");
            assertThatThrownBy(() -> tab.listen("s")).hasMessageContaining("DS-023");
        });
        assertThat(sessions().runtime().tails().size()).isZero();
    }

    @Test
    void beansAreDestroyedAfterTheObserverThatIsUnderWay() throws Exception {
        CountDownLatch underWay = new CountDownLatch(1);
        CountDownLatch mayReturn = new CountDownLatch(1);
        OBSERVER.set(text -> {
            underWay.countDown();
            mayReturn.await();
        });
        listen(session);
        say("last");
        say("late");
        underWay.await();
        AtomicReference<Thread> ending = new AtomicReference<>();
        CompletableFuture<Void> end = CompletableFuture.runAsync(() -> {
            ending.set(Thread.currentThread());
            session.invalidate();
        });
        await().until(() -> ending.get() != null && ending.get().getState() == Thread.State.TIMED_WAITING);
        assertThat(EVENTS).isEmpty();
        mayReturn.countDown();
        end.get(10, TimeUnit.SECONDS);
        assertThat(EVENTS).containsExactly("last", "destroyed");
    }

    /** For instance by a time-out; the beans of that session are not active then. */
    @Test
    void aSessionThatEndsOnAnotherThreadEndsOnlyItsOwnListeners() {
        Application.Session other = application.session();
        listen(session);
        listen(other);
        String key = session.request(() -> sessions().bridge().mark().key());
        HttpSession ended = proxy(HttpSession.class, () -> key);
        other.run(() -> new SessionEnds().sessionDestroyed(new HttpSessionEvent(ended)));
        session.run(() -> assertThatThrownBy(() -> stream(session).listen("s")).hasMessageContaining("DS-023"));
        say("to the other");
        await().until(() -> EVENTS.contains("to the other"));
        assertThat(EVENTS).containsExactly("to the other");
    }

    /** A page that reads the status before and after another request of the session logs out. */
    @Test
    void aListenerOfAnEndedSessionIsStillReadable() {
        listen(session);
        say("first");
        await().until(() -> !session.request(() -> stream(session).getOffset()).equals(Offset.BEGINNING));
        session.run(() -> {
            StreamListener stream = stream(session);
            String key = stream.getSessionKey();
            Offset offset = stream.getOffset();
            StreamListeners tabs = session.bean(Room.class).tabs();
            StreamListener opened = tabs.open("opened");
            opened.listen("s");
            end();
            assertThat(stream.getStatus()).isEqualTo(StreamStatus.STOPPED);
            assertThat(stream.isListening()).isFalse();
            assertThat(stream.getStreamId()).isEqualTo("s");
            assertThat(stream.getOffset()).isEqualTo(offset);
            assertThat(stream.getName()).isEmpty();
            assertThat(stream.getSessionKey()).isEqualTo(key);
            assertThat(tabs.names()).containsExactly("opened");
            assertThat(tabs.find("opened").orElseThrow().getStatus()).isEqualTo(StreamStatus.STOPPED);
            assertThat(opened.getStreamId()).isEqualTo("s");
            assertThat(opened.getName()).isEqualTo("/opened");
        });
    }

    @Test
    void aListenerOfAnEndedSessionKeepsItsFinalStatus() {
        listen(session);
        writer.close("s");
        await().until(() -> session.request(() -> stream(session).getStatus()) == StreamStatus.COMPLETED);
        session.run(() -> {
            end();
            assertThat(stream(session).getStatus()).isEqualTo(StreamStatus.COMPLETED);
        });
    }

    @Test
    void aListenerThatWasNeverCalledBeforeItsSessionEndedIsIdle() {
        session.run(() -> {
            Room room = session.bean(Room.class);
            // The session has its mark, and no listener yet.
            sessions().bridge().mark();
            end();
            assertThat(room.stream().getStatus()).isEqualTo(StreamStatus.IDLE);
            assertThat(room.stream().isListening()).isFalse();
            assertThat(room.stream().getStreamId()).isNull();
            assertThat(room.stream().getOffset()).isEqualTo(Offset.BEGINNING);
            assertThat(room.stream().getName()).isEmpty();
            assertThat(room.stream().getSessionKey()).isNotEmpty();
            assertThat(room.tabs().names()).isEmpty();
            assertThat(room.tabs().find("tab")).isEmpty();
            assertThatThrownBy(() -> room.stream().listen("s")).hasMessageContaining("DS-023");
            assertThatThrownBy(() -> room.tabs().open("tab")).hasMessageContaining("DS-023");
        });
        assertThat(sessions().runtime().tails().size()).isZero();
    }

    @Test
    void aStopInAnEndedSessionHasNoEffect() {
        listen(session);
        session.run(() -> {
            StreamListener stream = stream(session);
            StreamListeners tabs = session.bean(Room.class).tabs();
            tabs.open("tab");
            end();
            stream.stop();
            stream.reset();
            assertThat(stream.getStreamId()).isEqualTo("s");
            assertThat(tabs.close("tab")).isTrue();
            assertThat(tabs.close("tab")).isFalse();
        });
    }

    /** A servlet injects it under a name that no bean has. */
    @Test
    void aListenerOfAnInjectedNameIsReadableAfterTheEndOfItsSession() {
        session.run(() -> {
            StreamListener known = InjectedListenerProxy.of(StreamListener.class, ListenerHolder.One.class, "known");
            known.listen("s");
            end();
            assertThat(known.getStatus()).isEqualTo(StreamStatus.STOPPED);
            assertThat(known.getStreamId()).isEqualTo("s");
            StreamListener unknown =
                    InjectedListenerProxy.of(StreamListener.class, ListenerHolder.One.class, "unknown");
            assertThat(unknown.getStatus()).isEqualTo(StreamStatus.IDLE);
            assertThat(InjectedListenerProxy.of(StreamListeners.class, ListenerHolder.Several.class, "unknown")
                            .names())
                    .isEmpty();
            assertThatThrownBy(() -> known.listen("s")).hasMessageContaining("DS-023");
        });
        assertThat(sessions().runtime().tails().size()).isZero();
    }

    /** The container no longer has a session that can hold a listener. */
    @Test
    void aListenerWithoutASessionIsIdle() {
        session.run(() -> {
            StreamListener stream = injected(StreamListener.class);
            StreamListeners tabs = injected(StreamListeners.class);
            session.breakOff();
            assertThat(stream.getStatus()).isEqualTo(StreamStatus.IDLE);
            assertThat(tabs.names()).isEmpty();
            assertThat(InjectedListenerProxy.of(StreamListener.class, ListenerHolder.One.class, "unknown")
                            .isListening())
                    .isFalse();
            assertThatThrownBy(() -> stream.listen("s")).hasMessageContaining("DS-023");
            session.restore();
        });
    }

    @Test
    void aForbiddenCallAfterTheEndNamesTheRemedy() {
        session.run(() -> {
            StreamListener stream = stream(session);
            stream.getStatus();
            end();
            assertThatThrownBy(() -> stream.listen("s"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("in a request of the next session");
        });
    }

    private <T> T injected(Class<T> type) {
        return application
                .container()
                .select(type, StreamListening.Literal.of(""))
                .get();
    }

    /** The session of the calling thread ends, and its beans are still reachable: another request logs out. */
    private void end() {
        // In this order: first the notification of the servlet container, then that of the CDI container.
        sessions().sessionEnded(sessions().bridge().mark().key());
        sessions().bridge().mark().end();
    }

    @Test
    void aRequestWhoseSessionEndedMeanwhileIsNotDisturbed() {
        listen(session);
        session.run(() -> {
            session.breakOff();
            assertThatCode(() -> fire(Initialized.Literal.REQUEST, "a request")).doesNotThrowAnyException();
            assertThatCode(() -> fire(BeforeDestroyed.Literal.REQUEST, "a request"))
                    .doesNotThrowAnyException();
            HttpServletRequest http = proxy(HttpServletRequest.class, () -> {
                throw new IllegalStateException("the session is not valid");
            });
            assertThatCode(() -> fire(Initialized.Literal.REQUEST, http)).doesNotThrowAnyException();
            assertThatCode(() -> fire(BeforeDestroyed.Literal.REQUEST, http)).doesNotThrowAnyException();
            assertThatCode(() -> fire(BeforeDestroyed.Literal.SESSION, "a session"))
                    .doesNotThrowAnyException();
            session.restore();
        });
    }

    /** Some servers throw exceptions of their own for the session of another user, or for an unreadable session. */
    @Test
    void noExceptionOfTheServerAboutASessionDisturbsItsRequest() {
        listen(session);
        for (Throwable thrown :
                List.of(new UnsupportedOperationException("unauthorised"), new LinkageError("no class"))) {
            HttpServletRequest http =
                    proxy(HttpServletRequest.class, () -> SessionEndTest.<RuntimeException>sneak(thrown));
            session.run(() -> {
                assertThatCode(() -> fire(Initialized.Literal.REQUEST, http)).doesNotThrowAnyException();
                assertThatCode(() -> fire(BeforeDestroyed.Literal.REQUEST, http))
                        .doesNotThrowAnyException();
            });
            HttpSession unreadable = proxy(HttpSession.class, () -> SessionEndTest.<RuntimeException>sneak(thrown));
            assertThatCode(() -> new SessionEnds().sessionDestroyed(new HttpSessionEvent(unreadable)))
                    .doesNotThrowAnyException();
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> Object sneak(Throwable thrown) throws T {
        throw (T) thrown;
    }

    private void fire(Annotation phase, Object what) {
        application.container().getBeanManager().getEvent().select(phase).fire(what);
    }

    /** A proxy whose methods all return the same result. */
    private static <T> T proxy(Class<T> type, Supplier<Object> result) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> result.get()));
    }
}
