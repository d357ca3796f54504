package org.streamlistening.internal.testkit;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.streamlistening.ListenOptions;
import org.streamlistening.Offset;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamPosition;
import org.streamlistening.StreamStatus;
import org.streamlistening.internal.deliver.DeliveringSource;
import org.streamlistening.internal.deployment.EventSource;
import org.streamlistening.internal.listen.DeadLetters;
import org.streamlistening.internal.listen.ListenerStateMachine;

/** A listener without a server: everything happens on the calling thread, before its methods return. */
final class LocalListener implements StreamListener, DeliveringSource, LocalSource {

    private final LocalRuntime runtime;
    private final String name;
    private final String key = UUID.randomUUID().toString();
    private final ListenerStateMachine machine;

    /**
     * @param qualifier the name that its observers select it by
     * @param name its own name
     */
    LocalListener(LocalRuntime runtime, String qualifier, String name) {
        this.runtime = runtime;
        this.name = name;
        this.machine = runtime.machine(EventSource.listener(qualifier), name, key, this, DeadLetters.NONE);
    }

    @Override
    public String requiredStream() {
        String stream = getStreamId();
        if (stream != null) {
            return stream;
        }
        String unnamed = runtime.newStream();
        listen(unnamed);
        return unnamed;
    }

    @Override
    public void listen(String streamId) {
        listen(streamId, ListenOptions.defaults());
    }

    @Override
    public void listen(String streamId, ListenOptions options) {
        runtime.authorize(streamId, name);
        machine.listen(
                runtime.settings().listeners().key(name, streamId, options),
                runtime.settings().listeners().policies(name, options),
                options.from());
        runtime.runUnlessDelivering();
    }

    @Override
    public void stop() {
        machine.stop();
    }

    @Override
    public void reset() {
        machine.reset();
    }

    @Override
    public StreamStatus getStatus() {
        return machine.status();
    }

    @Override
    public @Nullable String getStreamId() {
        return machine.streamId();
    }

    @Override
    public Offset getOffset() {
        return machine.offset();
    }

    @Override
    public boolean isListening() {
        return getStatus().isListening();
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public String getSessionKey() {
        return key;
    }

    @Override
    public StreamPosition deliveringPosition() {
        return machine.deliveringPosition();
    }

    /** Its session has ended, or it was closed. */
    void end() {
        machine.abandon();
    }
}
