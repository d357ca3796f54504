package org.streamlistening.testkit;

import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.Supplier;
import org.streamlistening.internal.testkit.LocalBeans;
import org.streamlistening.internal.testkit.LocalRuntime;

/**
 * Fires the events of listeners and consumers at the observers of a test, as the library does, but without a server, and
 * on the calling thread: when a method returns, all observers have returned. Inject it in a test with {@link
 * StreamEventsExtension}.
 *
 * <pre>{@code
 * events.listener().fire(new Token("Hello"));
 * events.consumer("audit").fireText("{\"number\":7}");
 * events.advance(Duration.ofSeconds(5));
 * }</pre>
 *
 * <p>Payloads are encoded to JSON and decoded again, so that observers receive what they would in a deployment. Each
 * message has a request of its own. Retries and other pauses begin only with {@link #advance}. Policies are those of
 * {@code META-INF/microprofile-config.properties} on the class path and of {@link
 * org.streamlistening.ListenOptions}; pauses have no random part.
 *
 * <p>For the thread of the test.
 *
 * @since 0.1
 */
public final class StreamEvents {

    private final LocalBeans beans;
    private final EventProbe probe;
    private final Supplier<LocalRuntime> runtime;

    private StreamEvents(LocalBeans beans, EventProbe probe, Supplier<LocalRuntime> runtime) {
        this.beans = beans;
        this.probe = probe;
        this.runtime = runtime;
    }

    static void addTo(AfterBeanDiscovery event, LocalBeans beans, EventProbe probe, Supplier<LocalRuntime> runtime) {
        event.<StreamEvents>addBean()
                .types(StreamEvents.class, Object.class)
                .scope(Singleton.class)
                .createWith(context -> new StreamEvents(beans, probe, runtime));
    }

    /** The default listener of the session of the calling thread. */
    public SourceEvents listener() {
        return listener("");
    }

    /**
     * The listener of this name in the session of the calling thread. A listener that a bean has opened has the name of
     * its qualifier, a slash, and its own name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public SourceEvents listener(String name) {
        return new SourceEvents(runtime.get(), probe, beans.listener(name));
    }

    /**
     * The consumer of this name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public SourceEvents consumer(String name) {
        return new SourceEvents(runtime.get(), probe, beans.consumer(name));
    }

    /**
     * Lets this time pass: what is due runs now, in order, such as the repeated delivery after an observer threw.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public void advance(Duration by) {
        runtime.get().advance(by);
    }

    /** What the observers have received so far. */
    public EventProbe probe() {
        return probe;
    }

    /** A further session, besides the one that the test has by itself. */
    public TestSession newSession() {
        return new TestSession(beans.sessions(), beans.beanManager());
    }
}
