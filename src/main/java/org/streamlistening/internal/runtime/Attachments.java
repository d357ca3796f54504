package org.streamlistening.internal.runtime;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.streamlistening.StreamStatus;
import org.streamlistening.internal.listen.ListenerStateMachine;
import org.streamlistening.metrics.ListenerMetrics;

/** The listeners of one web application that are attached, which its stop suspends. For any thread. */
final class Attachments {

    private final Map<ListenerStateMachine, AttachedKind> attached = new ConcurrentHashMap<>();
    private volatile boolean stopping;

    /**
     * First adds, then checks: either this method or {@link #suspendAll} sees the other.
     *
     * @return whether the listener is attached; false if the application has stopped
     */
    boolean add(AttachedKind kind, ListenerStateMachine listener) {
        attached.put(listener, kind);
        if (stopping) {
            remove(listener);
            return false;
        }
        return true;
    }

    void remove(ListenerStateMachine listener) {
        attached.remove(listener);
    }

    /** After this call no listener is added. */
    void stop() {
        stopping = true;
    }

    /** Suspended and not abandoned: a server that keeps sessions serialises them after this. */
    void suspendAll() {
        stop();
        attached.keySet().forEach(ListenerStateMachine::suspend);
    }

    /** The listeners of this kind, by their status now. */
    ListenerMetrics metrics(AttachedKind kind) {
        Map<StreamStatus, Integer> counts = new EnumMap<>(StreamStatus.class);
        attached.forEach((listener, of) -> {
            if (of == kind) {
                counts.merge(listener.status(), 1, Integer::sum);
            }
        });
        return new ListenerMetrics(counts);
    }
}
