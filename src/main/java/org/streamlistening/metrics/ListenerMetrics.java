package org.streamlistening.metrics;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.streamlistening.StreamStatus;

/**
 * The number of listeners in each status. A listener counts from its first use in its session until the session ends or
 * another server takes it over. Immutable.
 *
 * @since 0.1
 */
public final class ListenerMetrics {

    private final Map<String, Integer> byStatus;
    private final int active;
    private final int total;

    /** @param counts the number of listeners in each status; a status that is missing counts as 0 */
    public ListenerMetrics(Map<StreamStatus, Integer> counts) {
        Map<String, Integer> all = new LinkedHashMap<>();
        int listening = 0;
        int sum = 0;
        for (StreamStatus status : StreamStatus.values()) {
            int count = counts.getOrDefault(status, 0);
            // No listener stands by.
            if (status != StreamStatus.STANDBY) {
                all.put(status.name(), count);
            }
            listening += status.isListening() ? count : 0;
            sum += count;
        }
        this.byStatus = Collections.unmodifiableMap(all);
        this.active = listening;
        this.total = sum;
    }

    /** The number of listeners by the name of the status, such as {@code LIVE}. Contains each status. */
    public Map<String, Integer> getByStatus() {
        return byStatus;
    }

    /** The number of listeners in this status. */
    public int count(StreamStatus status) {
        return byStatus.getOrDefault(status.name(), 0);
    }

    /** The number of listeners that follow a stream: {@link StreamStatus#isListening()}. */
    public int getActive() {
        return active;
    }

    /** The number of listeners in any status. */
    public int getTotal() {
        return total;
    }
}
