package org.streamlistening.internal.testkit;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamListeners;

/** Listeners of a qualifier that the application opens, without a server. For one thread. */
final class LocalListeners implements StreamListeners {

    private final LocalRuntime runtime;
    private final String qualifier;
    private final Map<String, LocalListener> listeners = new HashMap<>();

    LocalListeners(LocalRuntime runtime, String qualifier) {
        this.runtime = runtime;
        this.qualifier = qualifier;
    }

    @Override
    public StreamListener open(String name) {
        if (!name.matches("[A-Za-z0-9._-]{1,64}")) {
            throw new IllegalArgumentException(
                    "the name of a listener has 1 to 64 letters, digits, dots, hyphens and underscores");
        }
        return listeners.computeIfAbsent(name, one -> new LocalListener(runtime, qualifier, qualifier + "/" + one));
    }

    @Override
    public Optional<StreamListener> find(String name) {
        return Optional.ofNullable(listeners.get(name));
    }

    @Override
    public Set<String> names() {
        return Set.copyOf(listeners.keySet());
    }

    @Override
    public boolean close(String name) {
        LocalListener closed = listeners.remove(name);
        if (closed == null) {
            return false;
        }
        closed.stop();
        closed.end();
        return true;
    }

    void end() {
        listeners.values().forEach(LocalListener::end);
    }
}
