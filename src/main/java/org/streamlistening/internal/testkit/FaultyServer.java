package org.streamlistening.internal.testkit;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.streamlistening.inprocess.InProcessRequest;
import org.streamlistening.inprocess.InProcessResponse;
import org.streamlistening.inprocess.InProcessServer;
import org.streamlistening.internal.threads.Timer;
import org.streamlistening.metrics.ServerMetrics;

/** A server whose requests meet the faults of a plan. Thread-safe. */
final class FaultyServer implements InProcessServer {

    private static final long WHOLE = Long.MAX_VALUE;
    private static final Fault NONE = new Fault.Cut(WHOLE);

    private final InProcessServer server;
    private final FaultPlan plan;
    private final Timer timer;
    private final Map<FaultyResponse, InProcessRequest> open = new ConcurrentHashMap<>();

    /** @param timer sends the requests that are delayed */
    public FaultyServer(InProcessServer server, FaultPlan plan, Timer timer) {
        this.server = server;
        this.plan = plan;
        this.timer = timer;
    }

    @Override
    public InProcessResponse send(InProcessRequest request) throws IOException {
        Fault fault = plan.next(request).orElse(NONE);
        if (fault instanceof Fault.Answer answer) {
            return new AnsweredResponse(answer.status(), answer.headers());
        }
        if (fault instanceof Fault.Delay delay) {
            return delayed(request, delay);
        }
        long bytes = fault instanceof Fault.Cut cut ? cut.bytes() : WHOLE;
        return bytes == WHOLE || request.method().equals("GET") ? begun(request, bytes) : lost(request);
    }

    /** The server does what the request demands. Clients read no body of the response, so it fails as a whole. */
    private InProcessResponse lost(InProcessRequest request) throws IOException {
        InProcessResponse response = server.send(request);
        if (!response.whenReady(response::close)) {
            response.close();
        }
        throw new IOException("the test cut the connection");
    }

    private InProcessResponse begun(InProcessRequest request, long bytes) throws IOException {
        InProcessResponse response = server.send(request);
        FaultyResponse faulty = tracked(request, bytes);
        faulty.begin(response);
        return faulty;
    }

    private InProcessResponse delayed(InProcessRequest request, Fault.Delay delay) {
        FaultyResponse faulty = tracked(request, WHOLE);
        timer.after(delay.by(), () -> {
            try {
                faulty.begin(server.send(request));
            } catch (IOException | RuntimeException ended) {
                // Only this task learns of it, and the reader must not wait for ever.
                faulty.cut();
            }
        });
        return faulty;
    }

    private FaultyResponse tracked(InProcessRequest request, long bytes) {
        FaultyResponse faulty = new FaultyResponse(bytes, open::remove);
        open.put(faulty, request);
        synchronized (this) {
            notifyAll();
        }
        return faulty;
    }

    /** Waits until such a request is under way; false if there is none in time, or the thread is interrupted. */
    public synchronized boolean awaitOpen(Predicate<InProcessRequest> requests, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            for (long left = limit.toNanos(); !isOpen(requests); left = deadline - System.nanoTime()) {
                if (left <= 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Cuts the connections of these requests that are under way. */
    public void cut(Predicate<InProcessRequest> requests) {
        // A copy: a reader that is cut sends its next request at once, which is none of these.
        Map.copyOf(open).forEach((response, request) -> {
            if (requests.test(request)) {
                response.cut();
            }
        });
    }

    /** Whether a response to such a request is under way. */
    public boolean isOpen(Predicate<InProcessRequest> requests) {
        return open.values().stream().anyMatch(requests);
    }

    @Override
    public Optional<ServerMetrics> metrics() {
        return server.metrics();
    }

    @Override
    public boolean hasEnded() {
        return server.hasEnded();
    }

    @Override
    public void beforeEnd(Runnable task) {
        server.beforeEnd(task);
    }
}
