package org.streamlistening.internal.testkit;

import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.streamlistening.inprocess.InProcessRequest;
import org.streamlistening.inprocess.InProcessServer;
import org.streamlistening.internal.embedded.StreamServer;
import org.streamlistening.internal.threads.LibraryThreads;
import org.streamlistening.server.ServerOptions;

/** A server of a test with its clock, its faults and its port. Thread-safe. */
public final class ServerParts implements AutoCloseable {

    private final TestClock clock = new TestClock();
    private final FaultPlan plan = new FaultPlan();
    private final ScheduledThreadPoolExecutor timer =
            new ScheduledThreadPoolExecutor(1, LibraryThreads.unmanaged().timers("durable-streams-testkit-timer"));
    private final StreamServer server;
    private final FaultyServer faulty;
    private final HttpEndpoint endpoint;

    public ServerParts(ServerOptions options) {
        server = new StreamServer(options, clock.clock());
        faulty = new FaultyServer(server, plan, (delay, task) -> {
            var timed = timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
            return () -> timed.cancel(false);
        });
        var unused = server.start();
        endpoint = new HttpEndpoint(faulty);
    }

    public URI uri() {
        return endpoint.uri();
    }

    /** The server without faults. */
    public InProcessServer direct() {
        return server;
    }

    public InProcessServer faulty() {
        return faulty;
    }

    public FaultPlan plan() {
        return plan;
    }

    /** Cuts the connections of these requests that are under way. */
    public void cut(Predicate<InProcessRequest> requests) {
        faulty.cut(requests);
    }

    /** Waits until such a request is under way. */
    public boolean awaitOpen(Predicate<InProcessRequest> requests, Duration limit) {
        return faulty.awaitOpen(requests, limit);
    }

    /** Lets time pass, and removes what has expired. */
    public void advance(Duration by) {
        clock.advance(by);
        server.start().sweep();
    }

    /** Closes all of these, also if one of them throws. */
    public static void closeAll(Collection<? extends AutoCloseable> all) {
        IllegalStateException failure = null;
        for (AutoCloseable one : all) {
            try {
                one.close();
            } catch (Exception e) {
                if (failure == null) {
                    failure = new IllegalStateException("the test cannot end " + one, e);
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public void close() {
        plan.clear();
        // Requests that are delayed never begin; their responses break off with the others.
        timer.shutdownNow();
        endpoint.close();
        faulty.cut(request -> true);
        server.close();
    }
}
