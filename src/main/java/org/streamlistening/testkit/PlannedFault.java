package org.streamlistening.testkit;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import org.streamlistening.client.StreamId;
import org.streamlistening.inprocess.InProcessRequest;
import org.streamlistening.internal.testkit.Fault;
import org.streamlistening.internal.testkit.FaultPlan;

/**
 * A fault that requests to a {@link TestStreamServer} will meet. First say which requests count, then what happens to
 * them:
 *
 * <pre>{@code
 * server.next().drop();
 * server.next(3).ofStream("chat/42").reads().answer(503);
 * server.always().writes().delay(Duration.ofMillis(200));
 * }</pre>
 *
 * <p>Without a selection all requests count, over HTTP and in-process. The faults of one test are met in the order in
 * which they were planned. A reader that waits already has sent its request: {@link TestStreamServer#disconnect} cuts
 * it. Immutable.
 *
 * @since 0.1
 */
public final class PlannedFault {

    private final FaultPlan plan;
    private final int requests;
    private final Predicate<InProcessRequest> matches;

    PlannedFault(FaultPlan plan, int requests) {
        this(plan, requests, request -> true);
    }

    private PlannedFault(FaultPlan plan, int requests, Predicate<InProcessRequest> matches) {
        this.plan = plan;
        this.requests = requests;
        this.matches = matches;
    }

    static Predicate<InProcessRequest> ofStreamOnly(String streamId) {
        String path = "/" + StreamId.of(streamId).path();
        return request -> request.path().equals(path);
    }

    /** Whether the request reads, and waits for new messages. */
    static boolean waits(InProcessRequest request) {
        return request.query().filter(query -> query.contains("live=")).isPresent();
    }

    /** Only requests for this stream count. */
    public PlannedFault ofStream(String streamId) {
        return and(ofStreamOnly(streamId));
    }

    /** Only requests that read count, with or without waiting. */
    public PlannedFault reads() {
        return and(request -> request.method().equals("GET"));
    }

    /** Only requests that create, append, close or delete count. */
    public PlannedFault writes() {
        return and(
                request -> !request.method().equals("GET") && !request.method().equals("HEAD"));
    }

    private PlannedFault and(Predicate<InProcessRequest> further) {
        return new PlannedFault(plan, requests, matches.and(further));
    }

    /**
     * The request reaches the server only after this time, which is real time.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public void delay(Duration by) {
        require(!by.isNegative(), "a request cannot reach the server earlier: " + by);
        plan(new Fault.Delay(by));
    }

    /**
     * The server does what the request demands, and the connection is cut: in the middle of the body of the response, or
     * before the response if it has no body.
     */
    public void drop() {
        dropAfter(1);
    }

    /**
     * As {@link #drop()}, after at most this number of bytes of the body.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public void dropAfter(long bytes) {
        require(bytes >= 0, "a body cannot have " + bytes + " bytes");
        plan(new Fault.Cut(bytes));
    }

    /**
     * The server does nothing but answer with this status, such as 410, 429 or 503.
     *
     * @throws IllegalArgumentException if it is not from 200 to 599
     */
    public void answer(int status) {
        requireStatus(status);
        plan(Fault.Answer.of(status, Optional.empty()));
    }

    /**
     * As {@link #answer(int)}, with a {@code Retry-After} in whole seconds, rounded up.
     *
     * @throws IllegalArgumentException if the status is not from 200 to 599, or the pause is negative
     */
    public void answer(int status, Duration retryAfter) {
        requireStatus(status);
        require(!retryAfter.isNegative(), "a pause cannot be negative: " + retryAfter);
        plan(Fault.Answer.of(status, Optional.of(retryAfter)));
    }

    private static void requireStatus(int status) {
        require(status >= 200 && status <= 599, "an answer cannot have status " + status);
    }

    private static void require(boolean possible, String problem) {
        if (!possible) {
            throw new IllegalArgumentException(problem);
        }
    }

    private void plan(Fault fault) {
        plan.add(matches, fault, requests);
    }
}
