package org.streamlistening.internal.testkit;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamPosition;
import org.streamlistening.StreamStatus;
import org.streamlistening.client.StreamId;
import org.streamlistening.consumer.DeadLetter;
import org.streamlistening.consumer.StreamConsumer;
import org.streamlistening.internal.deliver.DeliveringSource;
import org.streamlistening.internal.deployment.EventSource;
import org.streamlistening.internal.listen.ListenerStateMachine;
import org.streamlistening.internal.listen.delivery.UndeliveredMessage;
import org.streamlistening.internal.messages.NumberedMessage;
import org.streamlistening.internal.runtime.ConsumerSettings;

/**
 * A consumer without a server and without checkpoints: everything happens on the calling thread. It keeps no dead
 * letters.
 */
final class LocalConsumer implements StreamConsumer, DeliveringSource, LocalSource {

    private final LocalRuntime runtime;
    private final ConsumerSettings.Consumer settings;
    private final ListenerStateMachine machine;
    private @Nullable String stream;
    private @Nullable StreamPosition start;
    private boolean paused;

    LocalConsumer(LocalRuntime runtime, String name) {
        this.runtime = runtime;
        this.settings = runtime.settings().consumers().of(name);
        this.stream = settings.stream().orElse(null);
        this.start = settings.start();
        this.machine =
                runtime.machine(EventSource.consumer(name), name, "", this, (failure, done) -> done.accept(null));
    }

    @Override
    public String requiredStream() {
        if (stream == null) {
            stream = runtime.newStream();
        }
        begin();
        return stream;
    }

    /** Follows the stream, unless it does or must not. */
    private void begin() {
        if (stream != null && !paused && machine.status() == StreamStatus.IDLE) {
            listen(stream, start);
        }
    }

    private void listen(String streamId, @Nullable StreamPosition from) {
        start = null;
        machine.listen(settings.key(streamId), settings.policies(), from);
        runtime.runUnlessDelivering();
    }

    @Override
    public String getName() {
        return settings.name();
    }

    @Override
    public @Nullable String getStreamId() {
        return stream;
    }

    @Override
    public StreamStatus getStatus() {
        return paused ? StreamStatus.STOPPED : machine.status();
    }

    @Override
    public StreamPosition getPosition() {
        StreamPosition next = start;
        return next == null ? machine.position() : next;
    }

    @Override
    public Optional<Duration> getLag() {
        return machine.isUpToDate() ? Optional.of(Duration.ZERO) : Optional.empty();
    }

    @Override
    public void pause() {
        paused = true;
        machine.stop();
    }

    @Override
    public void resume() {
        paused = false;
        if (stream != null && !machine.status().isListening()) {
            listen(stream, start);
        }
    }

    @Override
    public void seek(StreamPosition position) {
        if (stream == null) {
            throw new IllegalStateException(NumberedMessage.CONSUMER_WITHOUT_STREAM.text(getName()));
        }
        start = position;
        if (!paused) {
            listen(stream, position);
        }
    }

    @Override
    public void follow(String streamId) {
        String id = StreamId.of(streamId).value();
        settings.stream().ifPresent(configured -> {
            throw new IllegalStateException(NumberedMessage.CONFIGURED_STREAM.text(getName(), configured));
        });
        if (id.equals(stream)) {
            return;
        }
        stream = id;
        start = StreamPosition.BEGINNING;
        if (!paused) {
            listen(id, start);
        }
    }

    @Override
    public CompletionStage<Void> replay(DeadLetter letter) {
        if (!letter.consumer().equals(getName())) {
            throw new IllegalArgumentException("it is a letter of consumer '" + letter.consumer() + "'");
        }
        CompletableFuture<Void> result = new CompletableFuture<>();
        machine.redeliver(
                letter.stream(),
                new UndeliveredMessage(letter.message(), letter.position(), letter.behind()),
                letter.observer(),
                result);
        runtime.runUnlessDelivering();
        return result;
    }

    @Override
    public StreamPosition deliveringPosition() {
        return machine.deliveringPosition();
    }
}
