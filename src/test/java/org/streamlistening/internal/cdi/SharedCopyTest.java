package org.streamlistening.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.Serializable;
import java.util.Hashtable;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.spi.InitialContextFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamListening;
import org.streamlistening.StreamStatusChanged;
import org.streamlistening.support.Application;

/** Two applications that share one copy of the library: a listener finds its own by {@code java:comp/BeanManager}. */
class SharedCopyTest {

    private static final String URL = "durable-streams.url";

    private Application left;
    private Application right;

    /** The naming of a server: a thread looks up the bean manager of the application whose component it runs. */
    public static final class Naming implements InitialContextFactory {

        private static final ThreadLocal<Application> COMPONENT = new ThreadLocal<>();

        static void run(Application application, Runnable component) {
            COMPONENT.set(application);
            try {
                component.run();
            } finally {
                COMPONENT.remove();
            }
        }

        @Override
        public Context getInitialContext(Hashtable<?, ?> environment) throws NamingException {
            return new InitialContext(true) {
                @Override
                public Object lookup(String name) throws NamingException {
                    Application application = COMPONENT.get();
                    if (application == null || !name.equals("java:comp/BeanManager")) {
                        throw new NameNotFoundException(name);
                    }
                    return application.container().getBeanManager();
                }
            };
        }
    }

    /** Records the streams whose status its session observed. */
    @SessionScoped
    public static class View implements Serializable {

        private static final long serialVersionUID = 1;

        @Inject
        @StreamListening
        StreamListener stream;

        private final Queue<String> observed = new ConcurrentLinkedQueue<>();

        public void listen(String streamId) {
            stream.listen(streamId);
        }

        void onStatus(@Observes @StreamListening StreamStatusChanged change) {
            observed.add(change.streamId());
        }

        public boolean hasObserved(String streamId) {
            return observed.contains(streamId);
        }
    }

    @BeforeEach
    void start() {
        // No server is there: the listener observes that it connects, and retries.
        System.setProperty(URL, "http://127.0.0.1:1/");
        System.setProperty(Context.INITIAL_CONTEXT_FACTORY, Naming.class.getName());
        left = new Application(View.class);
        right = new Application(View.class);
    }

    @AfterEach
    void stop() {
        right.close();
        if (left.container().isRunning()) {
            left.close();
        }
        System.clearProperty(URL);
        System.clearProperty(Context.INITIAL_CONTEXT_FACTORY);
    }

    private static void listen(Application application, Application.Session session, String streamId) {
        Naming.run(application, () -> session.run(() -> session.bean(View.class).listen(streamId)));
    }

    private static boolean hasObserved(Application.Session session, String streamId) {
        return session.request(() -> session.bean(View.class).hasObserved(streamId));
    }

    @Test
    void aListenerBelongsToTheApplicationThatCallsIt() {
        Application.Session ofLeft = left.session();
        Application.Session ofRight = right.session();
        listen(left, ofLeft, "a");
        listen(right, ofRight, "b");
        await().until(() -> hasObserved(ofLeft, "a") && hasObserved(ofRight, "b"));
        assertThat(hasObserved(ofLeft, "b")).isFalse();
        assertThat(hasObserved(ofRight, "a")).isFalse();
    }

    @Test
    void aDeserialisedListenerFindsItsApplication() throws Exception {
        Application.Session ofRight = right.session();
        listen(right, ofRight, "a");
        ofRight.passivate();
        listen(right, ofRight, "b");
        await().until(() -> hasObserved(ofRight, "b"));
    }

    @Test
    void aListenerIsRejectedOnAThreadOfNeither() {
        Application.Session ofLeft = left.session();
        assertThatThrownBy(() -> ofLeft.run(() -> ofLeft.bean(View.class).listen("a")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("DS-005");
    }

    @Test
    void theOnlyRunningApplicationNeedsNoNaming() {
        left.close();
        Application.Session ofRight = right.session();
        ofRight.run(() -> ofRight.bean(View.class).listen("a"));
        await().until(() -> hasObserved(ofRight, "a"));
    }
}
