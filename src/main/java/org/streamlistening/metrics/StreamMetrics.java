package org.streamlistening.metrics;

/**
 * The figures of this web application on this server. A bean of the application, named {@code streamMetrics}: for an
 * admin page, or for a monitoring system other than MicroProfile Metrics and OpenTelemetry.
 *
 * <pre>{@code
 * @Inject StreamMetrics metrics;
 *
 * int live() {
 *     return metrics.getSnapshot().getListeners().count(StreamStatus.LIVE);
 * }
 * }</pre>
 *
 * <p>In a Faces page: {@code #{streamMetrics.snapshot.listeners.active}}. In a REST resource, return the snapshot.
 *
 * <p>Thread-safe. Can be called on every thread from the start of the application until its end; before and after, it
 * throws an {@link IllegalStateException} (DS-005).
 *
 * @since 0.1
 */
public interface StreamMetrics {

    /**
     * The figures now. Visits each listener of the application once, and waits for none. A call does not start the
     * library in an application that has not used it yet.
     */
    MetricsSnapshot getSnapshot();
}
