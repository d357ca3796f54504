package org.streamlistening.sample.board;

import java.util.Arrays;
import java.util.List;
import org.streamlistening.StreamStatus;
import org.streamlistening.sample.Light;

/** One stream on the dashboard. What EL reads is a getter. */
public final class Tile {

    private final StreamStatus status;
    private final Series delivered;
    private final Series written;
    private final List<Chart> charts;

    /** Both series must be of the same time. */
    Tile(StreamStatus status, Series delivered, Series written) {
        this.status = status;
        this.delivered = delivered;
        this.written = written;
        this.charts = List.of(
                new Chart("Rate", "messages/s", whole(delivered.counts())),
                new Chart("Longest delay", "ms", whole(delivered.delays())),
                new Chart("Lag", "messages", whole(delivered.behind(written))));
    }

    /** Without the current second, which is not over. */
    private static int[] whole(int[] values) {
        return Arrays.copyOf(values, values.length - 1);
    }

    public Light getLight() {
        return status == StreamStatus.STOPPED ? Light.PAUSED : Light.of(status);
    }

    public StreamStatus getStatus() {
        return status;
    }

    public List<Chart> getCharts() {
        return charts;
    }

    /** The delays in the minute of the chart. */
    public Delays getDelays() {
        return delivered.recent();
    }

    /** The number of delivered messages. */
    public long getDelivered() {
        return delivered.last();
    }

    /** The number of written messages, as far as this server wrote them. */
    public long getWritten() {
        return Math.max(written.last(), delivered.last());
    }

    /** The ids of the buttons that are possible, see {@code dashboard.js}. */
    public String getPossible() {
        return switch (status) {
            case CONNECTING, CATCHING_UP, LIVE, RETRYING -> "pause";
            case STOPPED, FAILED -> "resume";
            case IDLE, COMPLETED, STANDBY -> "";
        };
    }
}
